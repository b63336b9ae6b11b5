/// Jinja's filters and tests.
extension ConformanceTable {
    static let filters = ConformanceTable(
        "filters", context: .filters,
        rows: #"""
            {{ n|abs }} ⇒ 7
            {{ f|abs }} ⇒ 3.14159
            {{ -3.5|abs }} ⇒ 3.5
            {{ true|abs }} ⇒ 1
            {{ (0-5)|abs }} ⇒ 5
            {{ 'x'|abs }} ⇒ !TypeError
            {{ s|attr('upper') is callable }} ⇒ True
            {{ d|attr('b') }} ⇒
            {{ d|attr('items') is callable }} ⇒ True
            {{ s|attr('nope') }} ⇒
            {{ l|batch(3)|list }} ⇒ [[3, 1, 2], [2]]
            {{ l|batch(3, 0)|list }} ⇒ [[3, 1, 2], [2, 0, 0]]
            {{ 'abcde'|batch(2)|list }} ⇒ [[&#39;a&#39;, &#39;b&#39;], [&#39;c&#39;, &#39;d&#39;], [&#39;e&#39;]]
            {{ []|batch(2)|list }} ⇒ []
            {{ l|batch(1)|map('first')|list }} ⇒ [3, 1, 2, 2]
            {{ s|capitalize }} ⇒ Hello world foo
            {{ 'ABC dEF'|capitalize }} ⇒ Abc def
            {{ ''|capitalize }} ⇒
            {{ 5|capitalize }} ⇒ 5
            {{ l|count }} ⇒ 4
            {{ l|length }} ⇒ 4
            {{ s|length }} ⇒ 15
            {{ d|length }} ⇒ 3
            {{ '日本'|length }} ⇒ 2
            {{ ()|length }} ⇒ 0
            {{ 5|length }} ⇒ !TypeError
            {{ l|map('string')|length }} ⇒ !TypeError
            {{ none|default('x') }} ⇒ None
            {{ none|default('x', true) }} ⇒ x
            {{ ''|default('x') }} ⇒
            {{ ''|default('x', boolean=true) }} ⇒ x
            {{ 0|d(1, true) }} ⇒ 1
            {{ false|default('f') }} ⇒ False
            {{ x|default(default_value='z') }} ⇒ z
            {{ d|dictsort }} ⇒ [(&#39;a&#39;, 1), (&#39;b&#39;, 2), (&#39;C&#39;, 3)]
            {{ d|dictsort(true) }} ⇒ [(&#39;C&#39;, 3), (&#39;a&#39;, 1), (&#39;b&#39;, 2)]
            {{ d|dictsort(false, 'value') }} ⇒ [(&#39;a&#39;, 1), (&#39;b&#39;, 2), (&#39;C&#39;, 3)]
            {{ d|dictsort(reverse=true) }} ⇒ [(&#39;C&#39;, 3), (&#39;b&#39;, 2), (&#39;a&#39;, 1)]
            {{ {'b': 'B', 'a': 'c'}|dictsort(by='value') }} ⇒ [(&#39;b&#39;, &#39;B&#39;), (&#39;a&#39;, &#39;c&#39;)]
            {{ d|dictsort(by='x') }} ⇒ !FilterArgumentError
            {{ {'a': 1, 2: 3}|dictsort }} ⇒ !TypeError
            {{ l|dictsort }} ⇒ !AttributeError
            {{ html|escape }} ⇒ &lt;p&gt;Hi &lt;b&gt;there&lt;/b&gt;&lt;/p&gt;
            {{ html|e }} ⇒ &lt;p&gt;Hi &lt;b&gt;there&lt;/b&gt;&lt;/p&gt;
            {{ html|e|e }} ⇒ &lt;p&gt;Hi &lt;b&gt;there&lt;/b&gt;&lt;/p&gt;
            {{ html|forceescape }} ⇒ &lt;p&gt;Hi &lt;b&gt;there&lt;/b&gt;&lt;/p&gt;
            {{ html|safe|forceescape }} ⇒ &lt;p&gt;Hi &lt;b&gt;there&lt;/b&gt;&lt;/p&gt;
            {{ html|safe|e }} ⇒ <p>Hi <b>there</b></p>
            {{ 5|e }} ⇒ 5
            {{ none|e }} ⇒ None
            {{ [html]|e }} ⇒ [&#39;&lt;p&gt;Hi &lt;b&gt;there&lt;/b&gt;&lt;/p&gt;&#39;]
            {{ 0|filesizeformat }} ⇒ 0 Bytes
            {{ 1|filesizeformat }} ⇒ 1 Byte
            {{ 999|filesizeformat }} ⇒ 999 Bytes
            {{ 1000|filesizeformat }} ⇒ 1.0 kB
            {{ 1024|filesizeformat(true) }} ⇒ 1.0 KiB
            {{ 1500000|filesizeformat }} ⇒ 1.5 MB
            {{ big|filesizeformat }} ⇒ 1.2 MB
            {{ '2048'|filesizeformat(true) }} ⇒ 2.0 KiB
            {{ 1e15|filesizeformat }} ⇒ 1.0 PB
            {{ 1e30|filesizeformat }} ⇒ 1000000.0 YB
            {{ 0.5|filesizeformat }} ⇒ 0 Bytes
            {{ -5|filesizeformat }} ⇒ -5 Bytes
            {{ 'x'|filesizeformat }} ⇒ !ValueError
            {{ l|first }} ⇒ 3
            {{ l|last }} ⇒ 2
            {{ s|first }} ⇒ h
            {{ s|last }} ⇒ o
            {{ []|first }} ⇒
            {{ []|last }} ⇒
            {{ d|first }} ⇒ b
            {{ ''|first }} ⇒
            {{ range(3)|last }} ⇒ 2
            {{ (1, 2)|first }} ⇒ 1
            {{ l|map('string')|first }} ⇒ 3
            {{ l|map('string')|last }} ⇒ !TypeError
            {{ 5|first }} ⇒ !TypeError
            {{ '3.7'|float }} ⇒ 3.7
            {{ 'x'|float }} ⇒ 0.0
            {{ 'x'|float(1.5) }} ⇒ 1.5
            {{ 5|float }} ⇒ 5.0
            {{ none|float }} ⇒ 0.0
            {{ '1e3'|float }} ⇒ 1000.0
            {{ ' 2.5 '|float }} ⇒ 2.5
            {{ '1_000.5'|float }} ⇒ 1000.5
            {{ 'inf'|float }} ⇒ inf
            {{ 'nan'|float }} ⇒ nan
            {{ true|float }} ⇒ 1.0
            {{ [1]|float(0) }} ⇒ 0
            {{ '.5'|float }} ⇒ 0.5
            {{ '5.'|float }} ⇒ 5.0
            {{ '-0'|float }} ⇒ -0.0
            {{ '1e400'|float }} ⇒ inf
            {{ '%s %s'|format('a', 'b') }} ⇒ a b
            {{ '%(x)s'|format(x=1) }} ⇒ 1
            {{ '%05d'|format(42) }} ⇒ 00042
            {{ '%.2f'|format(3.14159) }} ⇒ 3.14
            {{ '<%s>'|safe|format('<') }} ⇒ <&lt;>
            {{ '%s'|format('<'|safe) }} ⇒ &lt;
            {{ 'abc'|format }} ⇒ abc
            {{ '%s'|format(1, x=2) }} ⇒ !FilterArgumentError
            {{ '%d'|format('x') }} ⇒ !TypeError
            {{ '%s %s'|format('a') }} ⇒ !TypeError
            {{ nested|groupby('k')|map('last')|map('length')|list }} ⇒ [2, 1]
            {{ nested|groupby(attribute='k', default='z')|map('first')|list }} ⇒ [&#39;x&#39;, &#39;y&#39;]
            {{ [{'a': 1}, {}]|groupby('a', default=0) }} ⇒ [(0, [{}]), (1, [{&#39;a&#39;: 1}])]
            {{ [{'a': 1}, {'a': 'x'}]|groupby('a') }} ⇒ !TypeError
            {{ 'a\nb\n\nc'|indent }} ⇒ a⏎    b⏎⏎    c
            {{ 'a\nb'|indent(2, true) }} ⇒   a⏎  b
            {{ 'a\n\nb'|indent(2, blank=true) }} ⇒ a⏎  ⏎  b
            {{ 'a\nb'|indent('--') }} ⇒ a⏎--b
            {{ 'a\nb\n'|indent(1) }} ⇒ a⏎ b⏎
            {{ ''|indent }} ⇒
            {{ 'a'|indent(first=true) }} ⇒     a
            {{ 'a\r\nb'|indent(2) }} ⇒ a⏎  b
            {{ ('<a>\n<b>'|safe)|indent(2) }} ⇒ <a>⏎  <b>
            {{ 5|indent }} ⇒ !TypeError
            {{ '42'|int }} ⇒ 42
            {{ '3.7'|int }} ⇒ 3
            {{ 3.7|int }} ⇒ 3
            {{ -3.7|int }} ⇒ -3
            {{ 'x'|int }} ⇒ 0
            {{ 'x'|int(5) }} ⇒ 5
            {{ 'ff'|int(base=16) }} ⇒ 255
            {{ '0xff'|int(0, 16) }} ⇒ 255
            {{ '0b11'|int(0, 2) }} ⇒ 3
            {{ '0o17'|int(0, 8) }} ⇒ 15
            {{ '0x1f'|int(base=0) }} ⇒ 31
            {{ none|int }} ⇒ 0
            {{ true|int }} ⇒ 1
            {{ ' 7 '|int }} ⇒ 7
            {{ '1_000'|int }} ⇒ 1000
            {{ '-5'|int }} ⇒ -5
            {{ '+5'|int }} ⇒ 5
            {{ ''|int }} ⇒ 0
            {{ [1]|int(9) }} ⇒ 9
            {{ '1e3'|int }} ⇒ 1000
            {{ 'inf'|int(3) }} ⇒ 3
            {{ '12abc'|int(1) }} ⇒ 1
            {{ 'zz'|int(0, 36) }} ⇒ 1295
            {{ '9'|int(-1, 8) }} ⇒ 9
            {{ 'nan'|int(4) }} ⇒ 4
            {{ '--5'|int(1) }} ⇒ 1
            {{ '1__0'|int(1) }} ⇒ 1
            {{ l|items|list }} ⇒ !TypeError
            {{ l|join }} ⇒ 3122
            {{ l|join(',') }} ⇒ 3,1,2,2
            {{ nested|join('-', 'k') }} ⇒ x-y-x
            {{ 'abc'|join('.') }} ⇒ a.b.c
            {{ d|join }} ⇒ baC
            {{ [1, none, true]|join('|') }} ⇒ 1|None|True
            {{ ['<', '>'|safe]|join('&') }} ⇒ &lt;&amp;>
            {{ ['<']|join('&'|safe) }} ⇒ &lt;
            {{ []|join('x') }} ⇒
            {{ 5|join }} ⇒ !TypeError
            {{ l|list }} ⇒ [3, 1, 2, 2]
            {{ 'abc'|list }} ⇒ [&#39;a&#39;, &#39;b&#39;, &#39;c&#39;]
            {{ d|list }} ⇒ [&#39;b&#39;, &#39;a&#39;, &#39;C&#39;]
            {{ (1, 2)|list }} ⇒ [1, 2]
            {{ range(3)|list }} ⇒ [0, 1, 2]
            {{ s|lower }} ⇒ hello world foo
            {{ 'ÄÖ'|lower }} ⇒ äö
            {{ 5|lower }} ⇒ 5
            {{ true|lower }} ⇒ true
            {{ none|lower }} ⇒ none
            {{ 5|list }} ⇒ !TypeError
            {{ ['a', 'b']|map('upper')|list }} ⇒ [&#39;A&#39;, &#39;B&#39;]
            {{ nested|map(attribute='v')|list }} ⇒ [2, 1, 3]
            {{ nested|map(attribute='z', default='q')|list }} ⇒ [&#39;q&#39;, &#39;q&#39;, &#39;q&#39;]
            {{ nested|map(attribute='z')|list }} ⇒ [Undefined, Undefined, Undefined]
            {{ ['a-b']|map('replace', '-', '_')|list }} ⇒ [&#39;a_b&#39;]
            {{ [1.55]|map('round', 1)|list }} ⇒ [1.6]
            {{ ['a']|map('default', 'x')|list }} ⇒ [&#39;a&#39;]
            {{ [[1, 2], [3]]|map('sum')|list }} ⇒ [3, 3]
            {{ [[1]]|map(attribute='0')|list }} ⇒ [1]
            {{ [1, 2]|map('string')|map('int')|sum }} ⇒ 3
            {{ nested|map(attribute='k')|unique|join(',') }} ⇒ x,y
            {{ []|map('upper')|list }} ⇒ []
            {{ [{'a': {'b': 1}}]|map(attribute='a.b')|list }} ⇒ [1]
            {{ ['x']|map('format')|list }} ⇒ [&#39;x&#39;]
            {{ l|map|list }} ⇒ !FilterArgumentError
            {{ l|map(attribute='x', foo=1)|list }} ⇒ !FilterArgumentError
            {{ l|max }} ⇒ 3
            {{ l|min }} ⇒ 1
            {{ ['b', 'A']|max }} ⇒ b
            {{ ['b', 'A']|min }} ⇒ A
            {{ ['b', 'A']|min(case_sensitive=true) }} ⇒ A
            {{ nested|max(attribute='v') }} ⇒ {&#39;k&#39;: &#39;x&#39;, &#39;v&#39;: 3}
            {{ nested|min(attribute='v') }} ⇒ {&#39;k&#39;: &#39;y&#39;, &#39;v&#39;: 1}
            {{ []|max }} ⇒
            {{ 'hello'|max }} ⇒ o
            {{ d|max }} ⇒ C
            {{ [1.5, 1]|max }} ⇒ 1.5
            {{ [1, 'a']|max }} ⇒ !TypeError
            {{ d|pprint }} ⇒ {&#39;C&#39;: 3, &#39;a&#39;: 1, &#39;b&#39;: 2}
            {{ l|pprint }} ⇒ [3, 1, 2, 2]
            {{ 'x'|pprint }} ⇒ &#39;x&#39;
            {{ none|pprint }} ⇒ None
            {{ {'b': [1, 2], 'a': {'z': 1}}|pprint }} ⇒ {&#39;a&#39;: {&#39;z&#39;: 1}, &#39;b&#39;: [1, 2]}
            {{ (1,)|pprint }} ⇒ (1,)
            {{ [1]|random }} ⇒ 1
            {{ l|reject('odd')|list }} ⇒ [2, 2]
            {{ l|reject|list }} ⇒ []
            {{ nested|rejectattr('v', 'gt', 1)|list }} ⇒ [{&#39;k&#39;: &#39;y&#39;, &#39;v&#39;: 1}]
            {{ nested|rejectattr('z')|list|length }} ⇒ 3
            {{ [0, 1, '', 'a']|reject|list }} ⇒ [0, &#39;&#39;]
            {{ ['a', 'b']|reject('equalto', 'a')|list }} ⇒ [&#39;b&#39;]
            {{ ['a', 'b']|reject('in', ['a'])|list }} ⇒ [&#39;b&#39;]
            {{ s|replace('o', '0') }} ⇒ hell0 W0rld f00
            {{ s|replace('o', '0', 1) }} ⇒ hell0 World foo
            {{ s|replace('', '-') }} ⇒ -h-e-l-l-o- -W-o-r-l-d- -f-o-o-
            {{ 5|replace('5', 6) }} ⇒ 6
            {{ s|replace('l', '<') }} ⇒ he&lt;&lt;o Wor&lt;d foo
            {{ s|replace('l', '<'|safe) }} ⇒ he<<o Wor<d foo
            {{ html|safe|replace('<', '&') }} ⇒ &amp;p>Hi &amp;b>there&amp;/b>&amp;/p>
            {{ s|replace(old='h', new='H') }} ⇒ Hello World foo
            {{ s|replace('o', '0', count=1) }} ⇒ hell0 World foo
            {{ 'aaa'|replace('a', 'b', 0) }} ⇒ aaa
            {{ 'aXa'|replace('X'|safe, '<') }} ⇒ a&lt;a
            {{ l|reverse|list }} ⇒ [2, 2, 1, 3]
            {{ s|reverse }} ⇒ oof dlroW olleh
            {{ (1, 2)|reverse|list }} ⇒ [2, 1]
            {{ d|reverse|list }} ⇒ [&#39;C&#39;, &#39;a&#39;, &#39;b&#39;]
            {{ range(3)|reverse|list }} ⇒ [2, 1, 0]
            {{ l|map('string')|reverse|list }} ⇒ [&#39;2&#39;, &#39;2&#39;, &#39;1&#39;, &#39;3&#39;]
            {{ 5|reverse }} ⇒ !FilterArgumentError
            {{ 2.5|round }} ⇒ 2.0
            {{ 3.5|round }} ⇒ 4.0
            {{ 2.675|round(2) }} ⇒ 2.67
            {{ 1234.5678|round(2) }} ⇒ 1234.57
            {{ 1234.5678|round(-2) }} ⇒ 1200.0
            {{ 42|round }} ⇒ 42
            {{ 42.55|round(1, 'floor') }} ⇒ 42.5
            {{ 42.55|round(1, 'ceil') }} ⇒ 42.6
            {{ 42|round(2) }} ⇒ 42
            {{ 42|round(0, 'ceil') }} ⇒ 42.0
            {{ -2.5|round }} ⇒ -2.0
            {{ 0.5|round }} ⇒ 0.0
            {{ 1.5|round|int }} ⇒ 2
            {{ 1e20|round }} ⇒ 1e+20
            {{ 15|round(-1) }} ⇒ 20
            {{ 25|round(-1) }} ⇒ 20
            {{ 2.5|round(precision=0, method='floor') }} ⇒ 2.0
            {{ true|round }} ⇒ 1
            {{ 5.015|round(2) }} ⇒ 5.01
            {{ 1.005|round(2) }} ⇒ 1.0
            {{ 'x'|round }} ⇒ !TypeError
            {{ 1|round(1, 'up') }} ⇒ !FilterArgumentError
            {{ html|safe }} ⇒ <p>Hi <b>there</b></p>
            {{ 5|safe }} ⇒ 5
            {{ none|safe }} ⇒ None
            {{ l|select('odd')|list }} ⇒ [3, 1]
            {{ l|select|list }} ⇒ [3, 1, 2, 2]
            {{ nested|selectattr('k', 'equalto', 'x')|map(attribute='v')|list }} ⇒ [2, 3]
            {{ [0, 1, '']|select|list }} ⇒ [1]
            {{ [1, 'a']|select('string')|list }} ⇒ [&#39;a&#39;]
            {{ nested|selectattr('k', 'in', ['y'])|list }} ⇒ [{&#39;k&#39;: &#39;y&#39;, &#39;v&#39;: 1}]
            {{ l|select('divisibleby', 2)|list }} ⇒ [2, 2]
            {{ l|select('>', 1)|list }} ⇒ [3, 2, 2]
            {{ [none, 1]|select('none')|list }} ⇒ [None]
            {{ [{'a': {'b': true}}]|selectattr('a.b')|list }} ⇒ [{&#39;a&#39;: {&#39;b&#39;: True}}]
            {{ nested|selectattr()|list }} ⇒ !FilterArgumentError
            {{ l|slice(2)|list }} ⇒ [[3, 1], [2, 2]]
            {{ range(10)|slice(3)|list }} ⇒ [[0, 1, 2, 3], [4, 5, 6], [7, 8, 9]]
            {{ range(10)|slice(3, 'x')|list }} ⇒ [[0, 1, 2, 3], [4, 5, 6, &#39;x&#39;], [7, 8, 9, &#39;x&#39;]]
            {{ []|slice(2)|list }} ⇒ [[], []]
            {{ l|slice(0)|list }} ⇒ !ZeroDivisionError
            {{ l|sort }} ⇒ [1, 2, 2, 3]
            {{ l|sort(reverse=true) }} ⇒ [3, 2, 2, 1]
            {{ ['b', 'A', 'c']|sort }} ⇒ [&#39;A&#39;, &#39;b&#39;, &#39;c&#39;]
            {{ ['b', 'A', 'c']|sort(case_sensitive=true) }} ⇒ [&#39;A&#39;, &#39;b&#39;, &#39;c&#39;]
            {{ nested|sort(true, attribute='v')|map(attribute='v')|list }} ⇒ [3, 2, 1]
            {{ 'hello'|sort|join }} ⇒ ehllo
            {{ d|sort }} ⇒ [&#39;a&#39;, &#39;b&#39;, &#39;C&#39;]
            {{ [[2, 'b'], [1, 'a']]|sort }} ⇒ [[1, &#39;a&#39;], [2, &#39;b&#39;]]
            {{ [(1, 'b'), (1, 'a')]|sort }} ⇒ [(1, &#39;a&#39;), (1, &#39;b&#39;)]
            {{ [{'a': 2}, {'a': 1}]|sort(attribute='a')|first }} ⇒ {&#39;a&#39;: 1}
            {{ nested|sort(attribute='k', reverse=true)|map(attribute='v')|list }} ⇒ [1, 2, 3]
            {{ [1, 'a']|sort }} ⇒ !TypeError
            {{ [none, 1]|sort }} ⇒ !TypeError
            {{ 5|sort }} ⇒ !TypeError
            {{ 5|string }} ⇒ 5
            {{ none|string }} ⇒ None
            {{ l|string }} ⇒ [3, 1, 2, 2]
            {{ 1.0|string }} ⇒ 1.0
            {{ html|safe|string }} ⇒ <p>Hi <b>there</b></p>
            {{ html|striptags }} ⇒ Hi there
            {{ 'a <b>c</b>'|striptags }} ⇒ a c
            {{ '<p>x</p> y &amp; z'|striptags }} ⇒ x y &amp;amp; z
            {{ 'a < b > c'|striptags }} ⇒ a &lt; b &gt; c
            {{ '<!-- c -->x'|striptags }} ⇒ x
            {{ '1 &lt; 2'|striptags }} ⇒ 1 &amp;lt; 2
            {{ '<a href="x">t</a>'|striptags }} ⇒ t
            {{ 'no tags'|striptags }} ⇒ no tags
            {{ 'a<b'|striptags }} ⇒ a&lt;b
            {{ 5|striptags }} ⇒ 5
            {{ 'x & y'|striptags }} ⇒ x &amp; y
            {{ 'x &copy; <i>y</i>'|striptags }} ⇒ x &amp;copy; y
            {{ l|sum }} ⇒ 8
            {{ [1.5, 2]|sum }} ⇒ 3.5
            {{ nested|sum(attribute='v') }} ⇒ 6
            {{ nested|sum('v', 10) }} ⇒ 16
            {{ []|sum }} ⇒ 0
            {{ [[1], [2]]|sum(start=[]) }} ⇒ [1, 2]
            {{ [true, true]|sum }} ⇒ 2
            {{ ['a']|sum }} ⇒ !TypeError
            {{ ['a']|sum(start='') }} ⇒ !TypeError
            {{ nested|sum(attribute='k') }} ⇒ !TypeError
            {{ s|title }} ⇒ Hello World Foo
            {{ 'foo-bar baz(qux)[a]{b}<c'|title }} ⇒ Foo-Bar Baz(Qux)[A]{B}&lt;C
            {{ "o'neil's"|title }} ⇒ O&#39;neil&#39;s
            {{ 'ABC def'|title }} ⇒ Abc Def
            {{ 5|title }} ⇒ 5
            {{ '1st place'|title }} ⇒ 1st Place
            {{ 'foo_bar'|title }} ⇒ Foo_bar
            {{ 'a.b/c'|title }} ⇒ A.b/c
            {{ d|tojson }} ⇒ {"C": 3, "a": 1, "b": 2}
            {{ l|tojson }} ⇒ [3, 1, 2, 2]
            {{ html|tojson }} ⇒ "\u003cp\u003eHi \u003cb\u003ethere\u003c/b\u003e\u003c/p\u003e"
            {{ none|tojson }} ⇒ null
            {{ true|tojson }} ⇒ true
            {{ 1.5|tojson }} ⇒ 1.5
            {{ 'é日\u2028"\\'|tojson }} ⇒ "\u00e9\u65e5\u2028\"\\"
            {{ {'b': 1, 'a': [1, {'c': none}]}|tojson }} ⇒ {"a": [1, {"c": null}], "b": 1}
            {{ {'b': 1, 'a': [1, {'c': none}]}|tojson(2) }} ⇒ {⏎  "a": [⏎    1,⏎    {⏎      "c": null⏎    }⏎  ],⏎  "b": 1⏎}
            {{ []|tojson(2) }} ⇒ []
            {{ {1: 2}|tojson }} ⇒ {"1": 2}
            {{ (1, 2)|tojson }} ⇒ [1, 2]
            {{ 1e16|tojson }} ⇒ 1e+16
            {{ 'a\nb\t'|tojson }} ⇒ "a\nb\t"
            {{ d|tojson(indent=4) }} ⇒ {⏎    "C": 3,⏎    "a": 1,⏎    "b": 2⏎}
            {{ "it's"|tojson }} ⇒ "it\u0027s"
            {{ x|tojson }} ⇒ !TypeError
            {{ range(2)|tojson }} ⇒ !TypeError
            {{ '  a '|trim }} ⇒ a
            {{ 'xxaxx'|trim('x') }} ⇒ a
            {{ 'abc'|trim('ac') }} ⇒ b
            {{ 5|trim }} ⇒ 5
            {{ '\n a\t'|trim }} ⇒ a
            {{ ' <b> '|safe|trim }} ⇒ <b>
            {{ words|truncate(10) }} ⇒ the...
            {{ words|truncate(10, true) }} ⇒ the qui...
            {{ words|truncate(10, false, '>') }} ⇒ the&gt;
            {{ words|truncate(20, leeway=0) }} ⇒ the quick brown...
            {{ words|truncate(22) }} ⇒ the quick brown fox jumps
            {{ words|truncate(9, true, '...', 0) }} ⇒ the qu...
            {{ 'abc def'|truncate(5, leeway=0) }} ⇒ ab...
            {{ 'abcdefgh'|truncate(5, leeway=0) }} ⇒ ab...
            {{ html|safe|truncate(8, true, '<') }} ⇒ <p>Hi <&lt;
            {{ words|truncate(length=12, end='') }} ⇒ the quick
            {{ words|truncate(2) }} ⇒ !AssertionError
            {{ 5|truncate }} ⇒ !TypeError
            {{ l|unique|list }} ⇒ [3, 1, 2]
            {{ ['a', 'A', 'b']|unique|list }} ⇒ [&#39;a&#39;, &#39;b&#39;]
            {{ ['a', 'A']|unique(true)|list }} ⇒ [&#39;a&#39;, &#39;A&#39;]
            {{ [1, 1.0, true]|unique|list }} ⇒ [1]
            {{ 'hello'|unique|join }} ⇒ helo
            {{ [(1, 2), (1, 2)]|unique|list }} ⇒ [(1, 2)]
            {{ [[1]]|unique|list }} ⇒ !TypeError
            {{ s|upper }} ⇒ HELLO WORLD FOO
            {{ 'ß'|upper }} ⇒ SS
            {{ 5|upper }} ⇒ 5
            {{ none|upper }} ⇒ NONE
            {{ html|upper }} ⇒ &lt;P&gt;HI &lt;B&gt;THERE&lt;/B&gt;&lt;/P&gt;
            {{ html|safe|upper }} ⇒ <P>HI <B>THERE</B></P>
            {{ true|upper }} ⇒ TRUE
            {{ 'a b/c?d=é&'|urlencode }} ⇒ a%20b/c%3Fd%3D%C3%A9%26
            {{ {'a b': 'c&d', 'e': 1}|urlencode }} ⇒ a+b=c%26d&amp;e=1
            {{ [('a', 1), ('b', '/')]|urlencode }} ⇒ a=1&amp;b=%2F
            {{ 5|urlencode }} ⇒ 5
            {{ '~-_.!*'|urlencode }} ⇒ ~-_.%21%2A
            {{ ''|urlencode }} ⇒
            {{ {'x': none, 'y': true}|urlencode }} ⇒ x=None&amp;y=True
            {{ none|urlencode }} ⇒ None
            {{ 'www.example.com'|urlize }} ⇒ <a href="https://www.example.com" rel="noopener">www.example.com</a>
            {{ 'example.com'|urlize }} ⇒ <a href="https://example.com" rel="noopener">example.com</a>
            {{ 'mail a@b.com x'|urlize }} ⇒ mail <a href="mailto:a@b.com">a@b.com</a> x
            {{ '(http://a.de)'|urlize }} ⇒ (<a href="http://a.de" rel="noopener">http://a.de</a>)
            {{ 'http://a.de.'|urlize }} ⇒ <a href="http://a.de" rel="noopener">http://a.de</a>.
            {{ 'http://a.de'|urlize(nofollow=true) }} ⇒ <a href="http://a.de" rel="nofollow noopener">http://a.de</a>
            {{ 'http://a.de'|urlize(target='_blank') }} ⇒ <a href="http://a.de" rel="noopener" target="_blank">http://a.de</a>
            {{ 'http://a.de'|urlize(rel='x y') }} ⇒ <a href="http://a.de" rel="noopener x y">http://a.de</a>
            {{ 'tel:123'|urlize(extra_schemes=['tel:']) }} ⇒ <a href="tel:123" rel="noopener">tel:123</a>
            {{ '<b> http://a.de'|urlize }} ⇒ &lt;b&gt; <a href="http://a.de" rel="noopener">http://a.de</a>
            {{ 'http://10.0.0.1:80/x'|urlize }} ⇒ <a href="http://10.0.0.1:80/x" rel="noopener">http://10.0.0.1:80/x</a>
            {{ 'mailto:a@b.de'|urlize }} ⇒ <a href="mailto:a@b.de">a@b.de</a>
            {{ 'nothing'|urlize }} ⇒ nothing
            {{ 'https://[::1]/'|urlize }} ⇒ <a href="https://[::1]/" rel="noopener">https://[::1]/</a>
            {{ words|wordcount }} ⇒ 5
            {{ 'a-b c_d 1.2'|wordcount }} ⇒ 5
            {{ ''|wordcount }} ⇒ 0
            {{ 5|wordcount }} ⇒ 1
            {{ words|wordwrap(10) }} ⇒ the quick⏎brown fox⏎jumps
            {{ words|wordwrap(10, wrapstring='|') }} ⇒ the quick|brown fox|jumps
            {{ 'abcdefghijkl mn'|wordwrap(5) }} ⇒ abcde⏎fghij⏎kl mn
            {{ 'abcdefghijkl mn'|wordwrap(5, false) }} ⇒ abcdefghijkl⏎mn
            {{ 'a-b cc-dd ee-ff'|wordwrap(4) }} ⇒ a-b⏎cc-⏎dd⏎ee-⏎ff
            {{ 'aa bb\ncc dd ee'|wordwrap(5) }} ⇒ aa bb⏎cc dd⏎ee
            {{ ' lead  two'|wordwrap(6) }} ⇒  lead⏎two
            {{ 'foo-bar baz'|wordwrap(5, break_on_hyphens=false) }} ⇒ foo-b⏎ar⏎baz
            {{ {'a': 1, 'b': none, 'c': x, 'd': '<', 'e': true}|xmlattr }} ⇒  a="1" d="&lt;" e="True"
            {{ {}|xmlattr }} ⇒
            {{ {'a': 1}|xmlattr(false) }} ⇒ a="1"
            {{ {'class': 'a b', 'id': "x'y"}|xmlattr }} ⇒  class="a b" id="x&#39;y"
            {{ {'a b': 1}|xmlattr }} ⇒ !ValueError
            {{ {1: 1}|xmlattr }} ⇒ !TypeError
            {{ l|xmlattr }} ⇒ !AttributeError
            {{ n is odd }} ⇒ True
            {{ n is even }} ⇒ False
            {{ 3 is divisibleby(3) }} ⇒ True
            {{ n is number }} ⇒ True
            {{ f is float }} ⇒ True
            {{ s is lower }} ⇒ False
            {{ 'ABC' is upper }} ⇒ True
            {{ 'aB' is lower }} ⇒ False
            {{ '1' is upper }} ⇒ False
            {{ s is string }} ⇒ True
            {{ l is sequence }} ⇒ True
            {{ d is sequence }} ⇒ True
            {{ s is sequence }} ⇒ True
            {{ n is sequence }} ⇒ False
            {{ range(2) is sequence }} ⇒ True
            {{ l|map('string') is sequence }} ⇒ False
            {{ l|map('string') is iterable }} ⇒ True
            {{ d is iterable }} ⇒ True
            {{ d is mapping }} ⇒ True
            {{ l is mapping }} ⇒ False
            {{ s is callable }} ⇒ False
            {{ range is callable }} ⇒ True
            {{ none is none }} ⇒ True
            {{ html|safe is escaped }} ⇒ True
            {{ html is escaped }} ⇒ False
            {{ 1 is eq 1 }} ⇒ True
            {{ 1 is equalto(1) }} ⇒ True
            {{ 1 is ne 2 }} ⇒ True
            {{ 1 is lt 2 }} ⇒ True
            {{ 1 is lessthan 2 }} ⇒ True
            {{ 1 is le 1 }} ⇒ True
            {{ 2 is gt 1 }} ⇒ True
            {{ 2 is greaterthan 1 }} ⇒ True
            {{ 2 is ge 2 }} ⇒ True
            {{ 1 is in [1] }} ⇒ True
            {{ 'a' is in 'abc' }} ⇒ True
            {{ 1 is sameas 1 }} ⇒ True
            {{ true is sameas true }} ⇒ True
            {{ [] is sameas [] }} ⇒ False
            {{ 1 is sameas true }} ⇒ False
            {{ none is sameas none }} ⇒ True
            {{ 1 is integer }} ⇒ True
            {{ 1.0 is integer }} ⇒ False
            {{ true is boolean }} ⇒ True
            {{ true is number }} ⇒ True
            {{ false is false }} ⇒ True
            {{ 0 is false }} ⇒ False
            {{ 1 is true }} ⇒ False
            {{ 'x' is odd }} ⇒ !TypeError
            {{ 'x' is divisibleby 2 }} ⇒ !TypeError
            {{ 1 is divisibleby 0 }} ⇒ !ZeroDivisionError
            {{ 1 is divisibleby }} ⇒ !TypeError
            {{ 1 is eq }} ⇒ !TypeError
            {{ 1 is in 5 }} ⇒ !TypeError
            {{ 2.5 is odd }} ⇒ False
            {{ 3.0 is odd }} ⇒ True
            {{ true is odd }} ⇒ True
            {{ -3 is odd }} ⇒ True
            {{ -2 is even }} ⇒ True
            {{ s|upper('x') }} ⇒ !TypeError
            {{ s|trim(1) }} ⇒ !TypeError
            {{ s|replace }} ⇒ !TypeError
            {{ s|join(',', 'x', 'y') }} ⇒ !TypeError
            {{ s|default(1, 2, 3) }} ⇒ !TypeError
            {{ s|center('x') }} ⇒ !TypeError
            {{ l|batch }} ⇒ !TypeError
            {{ s|truncate('x') }} ⇒ !TypeError
            {{ l|first(1) }} ⇒ !TypeError
            {{ s|title|lower|upper|capitalize|trim|length }} ⇒ 15
            {{ l|map('int')|select('odd')|map('string')|join('-')|upper }} ⇒ 3-1
            {{ nested|map(attribute='v')|sort(reverse=true)|first + 1 }} ⇒ 4
            """#)
}
