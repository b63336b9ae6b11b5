/// Operators, literals, subscripts and methods.
extension ConformanceTable {
    static let expressions = ConformanceTable(
        "expressions", context: .expressions,
        rows: #"""
            {{ 1 + 2 * 3 - 4 }} ⇒ 3
            {{ (1 + 2) * 3 }} ⇒ 9
            {{ 7 // 2 }} ⇒ 3
            {{ -7 // 2 }} ⇒ -4
            {{ 7 // -2 }} ⇒ -4
            {{ -7 % 3 }} ⇒ 2
            {{ 7 % -3 }} ⇒ -2
            {{ 7.5 // 2 }} ⇒ 3.0
            {{ -7.5 % 2 }} ⇒ 0.5
            {{ 2 ** 10 }} ⇒ 1024
            {{ 2 ** -1 }} ⇒ 0.5
            {{ 2 ** 0.5 }} ⇒ 1.4142135623730951
            {{ (-8) ** 2 }} ⇒ 64
            {{ 2 ** 100 }} ⇒ 1267650600228229401496703205376
            {{ 2 ** 3 ** 2 }} ⇒ 64
            {{ 2 ** (3 ** 2) }} ⇒ 512
            {{ -2 ** 2 }} ⇒ 4
            {{ +3 }} ⇒ 3
            {{ - -3 }} ⇒ 3
            {{ -true }} ⇒ -1
            {{ +1.5 }} ⇒ 1.5
            {{ 10 / 4 }} ⇒ 2.5
            {{ 10 / 5 }} ⇒ 2.0
            {{ 1 / 3 }} ⇒ 0.3333333333333333
            {{ 1 / 0 }} ⇒ !ZeroDivisionError
            {{ 1 // 0 }} ⇒ !ZeroDivisionError
            {{ 1 % 0 }} ⇒ !ZeroDivisionError
            {{ 1.0 / 0 }} ⇒ !ZeroDivisionError
            {{ 1.5 // 0 }} ⇒ !ZeroDivisionError
            {{ true + true }} ⇒ 2
            {{ true * 3 }} ⇒ 3
            {{ false == 0 }} ⇒ True
            {{ true == 1.0 }} ⇒ True
            {{ 'a' * 3 }} ⇒ aaa
            {{ 3 * 'ab' }} ⇒ ababab
            {{ 'a' * -1 }} ⇒
            {{ [1, 2] * 2 }} ⇒ [1, 2, 1, 2]
            {{ (1,) * 3 }} ⇒ (1, 1, 1)
            {{ 'a' + 'b' }} ⇒ ab
            {{ [1] + [2, 3] }} ⇒ [1, 2, 3]
            {{ (1,) + (2,) }} ⇒ (1, 2)
            {{ [1] + (2,) }} ⇒ !TypeError
            {{ 'a' - 'b' }} ⇒ !TypeError
            {{ 1 + 'a' }} ⇒ !TypeError
            {{ 'a' + none }} ⇒ !TypeError
            {{ none + 1 }} ⇒ !TypeError
            {{ {} + {} }} ⇒ !TypeError
            {{ 'a' * 'b' }} ⇒ !TypeError
            {{ 'a' * 1.5 }} ⇒ !TypeError
            {{ 1 ~ 2 ~ 'x' ~ none ~ true ~ 1.0 ~ [1] }} ⇒ 12xNoneTrue1.0[1]
            {{ '%s-%d' % ('a', 5) }} ⇒ a-5
            {{ '%(a)s %(b)03d' % {'a': 'x', 'b': 7} }} ⇒ x 007
            {{ '%%' % () }} ⇒ %
            {{ '%s' % [1] }} ⇒ [1]
            {{ '%r' % 'q' }} ⇒ &#39;q&#39;
            {{ '%c%c' % (65, 'B') }} ⇒ AB
            {{ '%s %s' % ('a',) }} ⇒ !TypeError
            {{ '%s' % ('a', 'b') }} ⇒ !TypeError
            {{ '%d' % 'x' }} ⇒ !TypeError
            {{ '%z' % 1 }} ⇒ !ValueError
            {{ '%(x)s' % {'a': 1} }} ⇒ !KeyError
            {{ '%5.1f%%' % 99.55 }} ⇒  99.5%
            {{ '%#x' % 255 }} ⇒ 0xff
            {{ '% d' % 5 }} ⇒  5
            {{ '%08.3f' % -3.14159 }} ⇒ -003.142
            {{ '%.3s' % 'abcdef' }} ⇒ abc
            {{ '%*d' % (5, 42) }} ⇒    42
            {{ 1 == 1.0 }} ⇒ True
            {{ 'a' == 'a' }} ⇒ True
            {{ [1, 2] == [1, 2.0] }} ⇒ True
            {{ {'a': 1} == {'a': 1} }} ⇒ True
            {{ (1,) == [1] }} ⇒ False
            {{ none == none }} ⇒ True
            {{ none == 0 }} ⇒ False
            {{ 1 != 2 }} ⇒ True
            {{ 'a' < 'b' }} ⇒ True
            {{ 'B' < 'a' }} ⇒ True
            {{ [1, 2] < [1, 3] }} ⇒ True
            {{ (1, 2) > (1,) }} ⇒ True
            {{ 1 < 2.5 }} ⇒ True
            {{ true > 0 }} ⇒ True
            {{ 1 < 'a' }} ⇒ !TypeError
            {{ none < 1 }} ⇒ !TypeError
            {{ {} < {} }} ⇒ !TypeError
            {{ 1 < 2 < 3 }} ⇒ True
            {{ 1 < 3 < 2 }} ⇒ False
            {{ 1 < 2 == 2 }} ⇒ True
            {{ 3 > 2 > 1 >= 1 }} ⇒ True
            {{ 1 in [1, 2] }} ⇒ True
            {{ 'a' in 'cat' }} ⇒ True
            {{ 'x' in {'x': 1} }} ⇒ True
            {{ 3 not in (1, 2) }} ⇒ True
            {{ 1.0 in [1] }} ⇒ True
            {{ '' in 'a' }} ⇒ True
            {{ 5 in range(10) }} ⇒ True
            {{ 1 in 'abc' }} ⇒ !TypeError
            {{ 1 in 5 }} ⇒ !TypeError
            {{ 'a' in none }} ⇒ !TypeError
            {{ true and false or true }} ⇒ True
            {{ 0 or 'x' }} ⇒ x
            {{ '' and 1 }} ⇒
            {{ not 0 }} ⇒ True
            {{ not not 'a' }} ⇒ True
            {{ [] or {} or 'end' }} ⇒ end
            {{ 'a' if true else 'b' }} ⇒ a
            {{ 'a' if false else 'b' }} ⇒ b
            {{ 'a' if false }} ⇒
            {{ 1 if 0 else 2 if 0 else 3 }} ⇒ 3
            {{ 'x' if 1 if 0 }} ⇒
            {{ ('a' if false).x }} ⇒ !UndefinedError
            {{ [1, [2, {'a': (3, none)}]] }} ⇒ [1, [2, {&#39;a&#39;: (3, None)}]]
            {{ () }} ⇒ ()
            {{ (1,) }} ⇒ (1,)
            {{ {} }} ⇒ {}
            {{ [] }} ⇒ []
            {{ {1: 'a', none: 2, true: 3} }} ⇒ {1: 3, None: 2}
            {{ [1, 2, 3,] }} ⇒ [1, 2, 3]
            {{ {'a': 1,} }} ⇒ {&#39;a&#39;: 1}
            {{ 1, 2 }} ⇒ (1, 2)
            {{ (1, 2,) }} ⇒ (1, 2)
            {{ l[0] }} ⇒ 1
            {{ l[-1] }} ⇒ 3
            {{ l[5] }} ⇒
            {{ l[1:] }} ⇒ [2, 3]
            {{ l[:-1] }} ⇒ [1, 2]
            {{ l[::2] }} ⇒ [1, 3]
            {{ l[::-1] }} ⇒ [3, 2, 1]
            {{ l[5:] }} ⇒ []
            {{ l[-2:] }} ⇒ [2, 3]
            {{ l[2:0:-1] }} ⇒ [3, 2]
            {{ s[0] }} ⇒ x
            {{ s[-1] }} ⇒ y
            {{ s[0:1] }} ⇒ x
            {{ s[::-1] }} ⇒ yx
            {{ s[9] }} ⇒
            {{ '日本語'[1] }} ⇒ 本
            {{ '日本語'[::-1] }} ⇒ 語本日
            {{ l[::0] }} ⇒ !ValueError
            {{ l['a'] }} ⇒
            {{ l[1.5] }} ⇒
            {{ s['x'] }} ⇒
            {{ 5['a'] }} ⇒
            {{ d[['x']] }} ⇒
            {{ none[0] }} ⇒
            {{ l['a'].b }} ⇒ !UndefinedError
            {{ l[9].b }} ⇒ !UndefinedError
            {{ d['nope'].b }} ⇒ !UndefinedError
            {{ none[0].x }} ⇒ !UndefinedError
            {{ 5[0].x }} ⇒ !UndefinedError
            {{ (1, 2, 3)[1:] }} ⇒ (2, 3)
            {{ range(10)[2:5] }} ⇒ range(2, 5)
            {{ range(10)[3] }} ⇒ 3
            {{ {'a': [1, 2]}['a'][1] }} ⇒ 2
            {{ 'abc'['up' ~ 'per']() }} ⇒ ABC
            {{ d.k }} ⇒ v
            {{ d['k'] }} ⇒ v
            {{ d.n.m }} ⇒ 5
            {{ d['n']['m'] }} ⇒ 5
            {{ d.nope }} ⇒
            {{ d.n.nope }} ⇒
            {{ l.0 }} ⇒ 1
            {{ l.1 }} ⇒ 2
            {{ d.get('k') }} ⇒ v
            {{ d.nope.x }} ⇒ !UndefinedError
            {{ 1e3 }} ⇒ 1000.0
            {{ 1.5e-7 }} ⇒ 1.5e-07
            {{ 1e16 }} ⇒ 1e+16
            {{ 1e15 }} ⇒ 1000000000000000.0
            {{ 123456789012345680.0 }} ⇒ 1.2345678901234568e+17
            {{ 0.0001 }} ⇒ 0.0001
            {{ 0.00001 }} ⇒ 1e-05
            {{ 1e22 }} ⇒ 1e+22
            {{ 1e100 }} ⇒ 1e+100
            {{ 100000.0 }} ⇒ 100000.0
            {{ 3.14 }} ⇒ 3.14
            {{ 1_000_000 }} ⇒ 1000000
            {{ 0xFF }} ⇒ 255
            {{ 0b1010 }} ⇒ 10
            {{ 0o777 }} ⇒ 511
            {{ 0X1f }} ⇒ 31
            {{ 1_0.5_0 }} ⇒ 10.5
            {{ 1E5 }} ⇒ 100000.0
            {{ 00 }} ⇒ 0
            {{ 'a' 'b' "c" }} {{ 'it\'s' }} {{ "\"" }} {{ '\x41\u00e9\U0001F600' }} {{ '\q' }} {{ 'a\ ⇒ !TemplateSyntaxError
            b' }} {{ '\101' }} ⇒ b' }} A
            {{ 9999999999999999999 * 10 }} ⇒ 99999999999999999990
            {{ 2 ** 64 }} ⇒ 18446744073709551616
            {{ -2 ** 63 }} ⇒ -9223372036854775808
            {{ 10 ** 30 // 7 }} ⇒ 142857142857142857142857142857
            {{ 10 ** 30 % 7 }} ⇒ 1
            {{ 10.0 ** 400 }} ⇒ !OverflowError
            {{ 0.0 ** -1 }} ⇒ !ZeroDivisionError
            {{ 5.0 // 2 }} ⇒ 2.0
            {{ 5.5 % 2 }} ⇒ 1.5
            {{ 1e300 * 1e10 }} ⇒ inf
            {{ -1e300 * 1e10 }} ⇒ -inf
            {{ 7 / 2 }} ⇒ 3.5
            {{ 3|string + 'x' }} ⇒ 3x
            {{ -1|abs }} ⇒ 1
            {{ 2 + 3|string|length }} ⇒ 3
            {{ (2 + 3)|string }} ⇒ 5
            {{ not 1 is even }} ⇒ True
            {{ 2**3|string|int }} ⇒ 8
            {{ a is defined and a > 5 }} ⇒ True
            {{ x is defined }} ⇒ False
            {{ a is not none }} ⇒ True
            {{ a is divisibleby 7 }} ⇒ True
            {{ a is divisibleby(2) }} ⇒ False
            {{ a is in [7] }} ⇒ True
            {{ {'a': 1}.a }} ⇒ 1
            {{ [1,2].0 }} ⇒ 1
            {{ 'abc'.upper() }} ⇒ ABC
            {{ "x".join(['a', 'b']) }} ⇒ axb
            {{ (1).bit_length() }} ⇒ 1
            {{ 'a'.nope }} ⇒
            {{ 'a'.nope() }} ⇒ !UndefinedError
            {{ nope() }} ⇒ !UndefinedError
            {{ d() }} ⇒ !TypeError
            {{ (l, s) }} ⇒ ([1, 2, 3], &#39;xy&#39;)
            {{ [none, true, 1.0, 'x'] }} ⇒ [None, True, 1.0, &#39;x&#39;]
            {{ dict(a=1, b=2) }} ⇒ {&#39;a&#39;: 1, &#39;b&#39;: 2}
            {{ dict([('x', 1)]) }} ⇒ {&#39;x&#39;: 1}
            {{ dict({'a': 1}, b=3) }} ⇒ {&#39;a&#39;: 1, &#39;b&#39;: 3}
            {{ dict() }} ⇒ {}
            {{ dict(1) }} ⇒ !TypeError
            {{ range(3) }} ⇒ range(0, 3)
            {{ range(1, 5)|list }} ⇒ [1, 2, 3, 4]
            {{ range(5, 0, -2)|list }} ⇒ [5, 3, 1]
            {{ range(0)|list }} ⇒ []
            {{ range(10)|length }} ⇒ 10
            {{ range(1, 10, 4) }} ⇒ range(1, 10, 4)
            {{ range(1, 10, 0) }} ⇒ !ValueError
            {{ range('a') }} ⇒ !TypeError
            {{ range(100000)|length }} ⇒ 100000
            {{ range(100001) }} ⇒ !OverflowError
            {{ range() }} ⇒ !TypeError
            {{ cycler('a', 'b').next() }} ⇒ a
            {{ namespace(a=1).a }} ⇒ 1
            {{ namespace(a=1) }} ⇒ &lt;Namespace {&#39;a&#39;: 1}&gt;
            {{ namespace({'b': 2}).b }} ⇒ 2
            {{ true }} ⇒ True
            {{ True }} ⇒ True
            {{ none }} ⇒ None
            {{ None }} ⇒ None
            {{ false }} ⇒ False
            {{ False }} ⇒ False
            {{ a.real }} ⇒ 7
            {{ a.numerator }} ⇒ 7
            {{ (1.5).is_integer() }} ⇒ False
            {{ 2.0.is_integer() }} ⇒ True
            {{ a ~ b }} ⇒ 72
            {{ a ~ ' ' ~ s }} ⇒ 7 xy
            {{ [a, b, s] }} ⇒ [7, 2, &#39;xy&#39;]
            {{ 1 if a > b else 0 }} ⇒ 1
            {{ a if a else b }} ⇒ 7
            {{ (a > b) ~ '' }} ⇒ True
            {{ a == 7 and b == 2 }} ⇒ True
            {{ z is none }} ⇒ True
            {{ z or 'none' }} ⇒ none
            {{ not z }} ⇒ True
            {{ l == l }} ⇒ True
            {{ l is sameas l }} ⇒ True
            {{ t is true }} ⇒ True
            {{ f is false }} ⇒ True
            {{ t and f }} ⇒ False
            {{ t or f }} ⇒ True
            {{ '<' ~ '>' }} ⇒ &lt;&gt;
            {{ '<' + '>' }} ⇒ &lt;&gt;
            {{ ('<'|safe) + '>' }} ⇒ <&gt;
            {{ '<' + ('>'|safe) }} ⇒ &lt;>
            {{ ('<'|safe) * 2 }} ⇒ <<
            {{ ('<%s>'|safe) % '<' }} ⇒ <&lt;>
            {{ '%s' % ('<'|safe) }} ⇒ &lt;
            {{ ['<'|safe] }} ⇒ [Markup(&#39;&lt;&#39;)]
            {{ ('<b>'|safe)[0] }} ⇒ <
            {{ ('<b>'|safe).upper() }} ⇒ <B>
            {{ ('<%s>'|safe).format('<') }} ⇒ <%s>
            {{ '{}'.format('<'|safe) }} ⇒ &lt;
            {{ ('&'|safe).join(['<', '>'|safe]) }} ⇒ &lt;&>
            {{ ('a<'|safe).replace('a', '<') }} ⇒ &lt;<
            {{ ('<b>'|safe).split('b') }} ⇒ [Markup(&#39;&lt;&#39;), Markup(&#39;&gt;&#39;)]
            {{ 'x'.join(['<'|safe]) }} ⇒ &lt;
            {{ '<'|e|e }} ⇒ &lt;
            {{ '<'|e|forceescape }} ⇒ &amp;lt;
            {{ d.keys() }} ⇒ dict_keys([&#39;k&#39;, &#39;n&#39;])
            {{ d.values()|list }} ⇒ [&#39;v&#39;, {&#39;m&#39;: 5}]
            {{ d.items()|list }} ⇒ [(&#39;k&#39;, &#39;v&#39;), (&#39;n&#39;, {&#39;m&#39;: 5})]
            {{ {'a': 1}.items() }} ⇒ dict_items([(&#39;a&#39;, 1)])
            {{ {'a': 1}.values() }} ⇒ dict_values([1])
            {{ [3, 1, 2]|sort is sequence }} ⇒ True
            {{ (x for x in l) }} ⇒ !TemplateSyntaxError
            {{ l if l else 'x' }} ⇒ [1, 2, 3]
            {{ [l[0], l[-1]] }} ⇒ [1, 3]
            {{ a & b }} ⇒ !TemplateSyntaxError
            {{ a | b }} ⇒ !TemplateAssertionError
            {{ !a }} ⇒ !TemplateSyntaxError
            {{ a => b }} ⇒ !TemplateSyntaxError
            {{ a.b.c }} ⇒ !UndefinedError
            {{ a['b'] }}| ⇒ |
            {{ (1 == 1) is true }} ⇒ True
            {{ 1 is number }} ⇒ True
            {{ '1' is number }} ⇒ False
            {{ 1.0 is float }} ⇒ True
            {{ 1 is integer }} ⇒ True
            {{ true is integer }} ⇒ False
            {{ true is boolean }} ⇒ True
            {{ 1 is boolean }} ⇒ False
            {{ 'a' < 'b' and 'b' < 'c' }} ⇒ True
            {{ 1 <= 1 }} ⇒ True
            {{ 2 >= 3 }} ⇒ False
            {{ 1 <= 'a' }} ⇒ !TypeError
            {{ [1,2,3][-4] }} ⇒
            {{ [1,2,3][-3] }} ⇒ 1
            {{ 'abc'[-1] }} ⇒ c
            {{ 'abc'[5] }} ⇒
            {{ {'a': {'b': {'c': 1}}}.a.b.c }} ⇒ 1
            {{ {'a b': 1}['a b'] }} ⇒ 1
            {{ {1: 'x'}[1] }} ⇒ x
            {{ {1: 'x'}[1.0] }} ⇒ x
            {{ {1: 'x'}['1'] }} ⇒
            {{ {(1, 2): 'y'}[1, 2] }} ⇒ y
            {{ {[1]: 2} }} ⇒ !TypeError
            {{ foo.bar if foo is defined else 'no' }} ⇒ no
            {{ foo|default('d') }} ⇒ d
            {{ foo.bar|default('d') }} ⇒ !UndefinedError
            {{ 0.1 + 0.2 == 0.3 }} ⇒ False
            {{ (0.1 + 0.2)|round(2) == 0.3 }} ⇒ True
            {{ 1e400 }} ⇒ inf
            {{ -1e400 }} ⇒ -inf
            {{ 1e400 - 1e400 }} ⇒ nan
            """#)

    static let methods = ConformanceTable(
        "methods", context: .methods,
        rows: #"""
            {{ s.upper() }} ⇒ HELLO-WORLD_FOO
            {{ s.lower() }} ⇒ hello-world_foo
            {{ s.title() }} ⇒ Hello-World_Foo
            {{ s.capitalize() }} ⇒ Hello-world_foo
            {{ s.swapcase() }} ⇒ hELLO-wORLD_FOO
            {{ s.casefold() }} ⇒ hello-world_foo
            {{ "o'neil's x2y".title() }} ⇒ O&#39;Neil&#39;S X2Y
            {{ 'ß'.upper() }} ⇒ SS
            {{ 'ǆ'.title() }} ⇒ ǅ
            {{ s.split() }} ⇒ [&#39;Hello-World_foo&#39;]
            {{ s.split('-') }} ⇒ [&#39;Hello&#39;, &#39;World_foo&#39;]
            {{ s.split('o', 1) }} ⇒ [&#39;Hell&#39;, &#39;-World_foo&#39;]
            {{ s.rsplit('o', 1) }} ⇒ [&#39;Hello-World_fo&#39;, &#39;&#39;]
            {{ ' a  b '.split() }} ⇒ [&#39;a&#39;, &#39;b&#39;]
            {{ ' a  b '.split(' ') }} ⇒ [&#39;&#39;, &#39;a&#39;, &#39;&#39;, &#39;b&#39;, &#39;&#39;]
            {{ ''.split() }} ⇒ []
            {{ ''.split(',') }} ⇒ [&#39;&#39;]
            {{ 'a b c'.split(none, 1) }} ⇒ [&#39;a&#39;, &#39;b c&#39;]
            {{ ' a b c '.rsplit(none, 1) }} ⇒ [&#39; a b&#39;, &#39;c&#39;]
            {{ 'a,b'.split(sep=',', maxsplit=0) }} ⇒ [&#39;a,b&#39;]
            {{ s.split('') }} ⇒ !ValueError
            {{ s.replace('o', '0') }} ⇒ Hell0-W0rld_f00
            {{ s.replace('o', '0', 1) }} ⇒ Hell0-World_foo
            {{ s.replace('', '.') }} ⇒ .H.e.l.l.o.-.W.o.r.l.d._.f.o.o.
            {{ s.replace('', '.', 2) }} ⇒ .H.ello-World_foo
            {{ s.replace('zz', 'x') }} ⇒ Hello-World_foo
            {{ s.replace('o') }} ⇒ !TypeError
            {{ s.replace(1, 2) }} ⇒ !TypeError
            {{ s.startswith('H') }} ⇒ True
            {{ s.startswith(('x', 'He')) }} ⇒ True
            {{ s.endswith('foo') }} ⇒ True
            {{ s.startswith('e', 1) }} ⇒ True
            {{ s.endswith('H', 0, 1) }} ⇒ True
            {{ s.startswith('') }} ⇒ True
            {{ s.startswith(1) }} ⇒ !TypeError
            {{ s.find('o') }} ⇒ 4
            {{ s.rfind('o') }} ⇒ 14
            {{ s.index('o') }} ⇒ 4
            {{ s.rindex('o') }} ⇒ 14
            {{ s.find('zz') }} ⇒ -1
            {{ s.find('o', 5) }} ⇒ 7
            {{ s.find('o', 5, 8) }} ⇒ 7
            {{ s.find('') }} ⇒ 0
            {{ s.rfind('') }} ⇒ 15
            {{ s.count('o') }} ⇒ 4
            {{ s.count('') }} ⇒ 16
            {{ s.count('o', 5) }} ⇒ 3
            {{ s.index('zz') }} ⇒ !ValueError
            {{ s.rindex('zz') }} ⇒ !ValueError
            {{ sp.strip() }} ⇒ pad
            {{ sp.rstrip() }} ⇒   pad
            {{ 'xxaxx'.strip('x') }} ⇒ a
            {{ 'abcab'.strip('ab') }} ⇒ c
            {{ sp.strip(none) }} ⇒ pad
            {{ 'a'.center(4, '*') }} ⇒ *a**
            {{ 'ab'.center(5, '*') }} ⇒ **ab*
            {{ 'a'.ljust(3, '-') }} ⇒ a--
            {{ 'a'.rjust(3, '-') }} ⇒ --a
            {{ '5'.zfill(3) }} ⇒ 005
            {{ '-5'.zfill(4) }} ⇒ -005
            {{ '+5'.zfill(1) }} ⇒ +5
            {{ 'a'.center(5, '**') }} ⇒ !TypeError
            {{ 'a'.center('x') }} ⇒ !TypeError
            {{ '12'.isdigit() }} ⇒ True
            {{ ''.isdigit() }} ⇒ False
            {{ 'a1'.isalnum() }} ⇒ True
            {{ 'ab'.isalpha() }} ⇒ True
            {{ ' '.isspace() }} ⇒ True
            {{ 'A'.isupper() }} ⇒ True
            {{ 'a1'.islower() }} ⇒ True
            {{ '1'.islower() }} ⇒ False
            {{ 'Ab Cd'.istitle() }} ⇒ True
            {{ '½'.isnumeric() }} ⇒ True
            {{ '²'.isdigit() }} ⇒ True
            {{ '²'.isdecimal() }} ⇒ False
            {{ 'a'.isidentifier() }} ⇒ True
            {{ '1a'.isidentifier() }} ⇒ False
            {{ 'é'.isascii() }} ⇒ False
            {{ 'a\n'.isprintable() }} ⇒ False
            {{ 'a,b,c'.partition(',') }} ⇒ (&#39;a&#39;, &#39;,&#39;, &#39;b,c&#39;)
            {{ 'a,b,c'.rpartition(',') }} ⇒ (&#39;a,b&#39;, &#39;,&#39;, &#39;c&#39;)
            {{ 'abc'.partition(',') }} ⇒ (&#39;abc&#39;, &#39;&#39;, &#39;&#39;)
            {{ 'abc'.rpartition(',') }} ⇒ (&#39;&#39;, &#39;&#39;, &#39;abc&#39;)
            {{ 'a\nb\r\nc'.splitlines() }} ⇒ [&#39;a&#39;, &#39;b&#39;, &#39;c&#39;]
            {{ 'a\nb\n'.splitlines(true) }} ⇒ [&#39;a\n&#39;, &#39;b\n&#39;]
            {{ ''.splitlines() }} ⇒ []
            {{ '\n'.splitlines() }} ⇒ [&#39;&#39;]
            {{ 'prefix-x'.removeprefix('prefix-') }} ⇒ x
            {{ 'x.txt'.removesuffix('.txt') }} ⇒ x
            {{ 'x'.removeprefix('y') }} ⇒ x
            {{ 'a\tb'.expandtabs(4) }} ⇒ a   b
            {{ 'a\tb'.expandtabs() }} ⇒ a       b
            {{ '-'.join(['a', 'b']) }} ⇒ a-b
            {{ ''.join('abc') }} ⇒ abc
            {{ ','.join(d) }} ⇒ a,b
            {{ ','.join([]) }} ⇒
            {{ ','.join([1, 2]) }} ⇒ !TypeError
            {{ ','.join(5) }} ⇒ !TypeError
            {{ '{} {}'.format(1, 'a') }} ⇒ 1 a
            {{ '{0}{1}{0}'.format('a', 'b') }} ⇒ aba
            {{ '{a}-{b}'.format(a=1, b=2) }} ⇒ 1-2
            {{ '{a[x]}'.format(a={'x': 5}) }} ⇒ 5
            {{ '{:>5}|{:<5}|{:^5}|{:*^7}'.format('a', 'b', 'c', 'd') }} ⇒     a|b    |  c  |***d***
            {{ '{{}}'.format() }} ⇒ {}
            {{ '{!r} {!s}'.format('a', 'b') }} ⇒ &#39;a&#39; b
            {{ '{:{w}}|'.format('a', w=4) }} ⇒ a   |
            {{ '{0[0]}{0[1]}'.format([1, 2]) }} ⇒ 12
            {{ '{:10.3}|'.format('abcdef') }} ⇒ abc       |
            {{ '{:>10.2f}|'.format(3.14159) }} ⇒       3.14|
            {{ '{:08.2f}'.format(-3.14159) }} ⇒ -0003.14
            {{ '{}'.format(none) }} ⇒ None
            {{ '{:5}|{:5}|'.format(1, 'a') }} ⇒     1|a    |
            {{ '{}'.format() }} ⇒ !IndexError
            {{ '{x}'.format() }} ⇒ !KeyError
            {{ '{'.format() }} ⇒ !ValueError
            {{ '}'.format() }} ⇒ !ValueError
            {{ '{:d}'.format('a') }} ⇒ !ValueError
            {{ '{:q}'.format(1) }} ⇒ !ValueError
            {{ '{:.2d}'.format(1) }} ⇒ !ValueError
            {{ '{0.__class__}'.format('x') }}| ⇒ |
            {{ '{0.__class__.__mro__}'.format('x') }} ⇒ !SecurityError
            {{ '{a.b}'.format(a={'b': 3}) }} ⇒ 3
            {{ '{a}'.format_map({'a': 1}) }} ⇒ 1
            {{ '{:%}'.format(0.5) }} ⇒ 50.000000%
            {{ '{:,.2f}'.format(1234567.891) }} ⇒ 1,234,567.89
            {{ '{:.3}'.format(3.14159) }} ⇒ 3.14
            {{ '{:n}'.format(5) }} ⇒ 5
            {{ '{:c}'.format(65) }} ⇒ A
            {{ d.get('a') }} ⇒ 1
            {{ d.get('zz') }} ⇒ None
            {{ d.get('zz', 5) }} ⇒ 5
            {{ d.keys()|list }} ⇒ [&#39;a&#39;, &#39;b&#39;]
            {{ d.values()|list }} ⇒ [1, 2]
            {{ d.items()|list }} ⇒ [(&#39;a&#39;, 1), (&#39;b&#39;, 2)]
            {{ d.copy() }} ⇒ {&#39;a&#39;: 1, &#39;b&#39;: 2}
            {{ d.pop('a') }} ⇒ 1
            {{ d }} ⇒ {&#39;a&#39;: 1, &#39;b&#39;: 2}
            {{ d.pop('zz', 1) }} ⇒ 1
            {{ d.setdefault('q', 9) }} ⇒ 9
            {{ d.update({'r': 1}) }} ⇒ None
            {{ d.update(s=2) }} ⇒ None
            {{ d.popitem() }} ⇒ (&#39;b&#39;, 2)
            {{ d.clear() }} ⇒ None
            {{ d.pop('zz') }} ⇒ !KeyError
            {{ {}.popitem() }} ⇒ !KeyError
            {{ d.get() }} ⇒ !TypeError
            {{ l.append(4) }} ⇒ None
            {{ l }} ⇒ [3, 1, 2]
            {{ l.extend([5, 6]) }} ⇒ None
            {{ l.insert(0, 'x') }} ⇒ None
            {{ l.pop() }} ⇒ 2
            {{ l.pop(0) }} ⇒ 3
            {{ l.remove(3) }} ⇒ None
            {{ l.index(2) }} ⇒ 2
            {{ l.count(2) }} ⇒ 1
            {{ l.reverse() }} ⇒ None
            {{ l.sort() }} ⇒ None
            {{ l.sort(reverse=true) }} ⇒ None
            {{ l.copy() }} ⇒ [3, 1, 2]
            {{ l.clear() }} ⇒ None
            {{ l.pop(9) }} ⇒ !IndexError
            {{ [].pop() }} ⇒ !IndexError
            {{ l.remove(99) }} ⇒ !ValueError
            {{ l.index(99) }} ⇒ !ValueError
            {{ l.append() }} ⇒ !TypeError
            {{ l.append(1, 2) }} ⇒ !TypeError
            {{ ['a', 1].sort() }} ⇒ !TypeError
            {{ (1, 2).index(2) }} ⇒ 1
            {{ (1, 2, 1).count(1) }} ⇒ 2
            {{ (1, 2).append }} ⇒
            {{ (5).bit_length() }} ⇒ 3
            {{ (255).bit_length() }} ⇒ 8
            {{ (0).bit_length() }} ⇒ 0
            {{ s.upper(1) }} ⇒ !TypeError
            {{ s.nope() }} ⇒ !UndefinedError
            {{ 'abc'.upper().lower().title().replace('b', 'x')[1:] }} ⇒ xc
            {{ ('a-b'|upper).split('-')|join('/') }} ⇒ A/B
            {{ (s ~ 'x').upper() }} ⇒ HELLO-WORLD_FOOX
            {{ ['b', 'a']|sort|first.upper() }} ⇒ !TemplateAssertionError
            {{ 'x'.join(range(3)|map('string')) }} ⇒ 0x1x2
            {{ s.__len__ }} ⇒
            {{ s.__len__() }} ⇒ !SecurityError
            {{ s.format.__self__ }}| ⇒ |
            {{ s.strip('Ho').lower() }} ⇒ ello-world_f
            {{ 'a b'.split(' ', maxsplit=1) }} ⇒ [&#39;a&#39;, &#39;b&#39;]
            {{ ' x '.strip(' ') }} ⇒ x
            {{ '日本'.center(6, '*') }} ⇒ **日本**
            {{ 'éa'.capitalize() }} ⇒ Éa
            """#)
}
