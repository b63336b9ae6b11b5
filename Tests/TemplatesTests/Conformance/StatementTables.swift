/// Statements, errors of syntax, undefined values and the sandbox.
extension ConformanceTable {
    static let statements = ConformanceTable(
        "statements", context: .statements,
        rows: #"""
            {% for x in l %}{{ loop.index }}:{{ x }}{{ ',' if not loop.last }}{% endfor %} ⇒ 1:a,2:b,3:c
            {% for x in l %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }};{% endfor %} ⇒ <a>b;a<b>c;b<c>;
            {% for x in [1, 1, 2, 2, 3] %}{% if loop.changed(x) %}{{ x }}{% endif %}{% endfor %} ⇒ 123
            {% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %} ⇒ x=1;y=2;
            {% for k in d %}{{ k }}{% endfor %} ⇒ xy
            {% for k, v in d|dictsort(reverse=true) %}{{ k }}{{ v }}{% endfor %} ⇒ y2x1
            {% for x in l if x != 'b' %}{{ loop.index }}{{ x }}{% else %}none{% endfor %} ⇒ 1a2c
            {% for x in [] %}{% else %}empty{% endfor %} ⇒ empty
            {% for x in l if false %}{% else %}no{% endfor %} ⇒ no
            {% for (a, b), c in [((1, 2), 3)] %}{{ a }}{{ b }}{{ c }}{% endfor %} ⇒ 123
            {% for a, b in [1, 2] %}{% endfor %} ⇒ !TypeError
            {% for a, b in [(1,)] %}{% endfor %} ⇒ !ValueError
            {% for a, b in [(1, 2, 3)] %}{% endfor %} ⇒ !ValueError
            {% for x in 5 %}{% endfor %} ⇒ !TypeError
            {% for x in none %}{% endfor %} ⇒ !TypeError
            {% for c in 'abc' %}{{ c }}.{% endfor %} ⇒ a.b.c.
            {% for i in range(3) %}{{ i }}{% endfor %} ⇒ 012
            {% for x in (1, 2) %}{{ x }}{% endfor %} ⇒ 12
            {% for x in 1, 2 %}{{ x }}{% endfor %} ⇒ 12
            {% for x in l %}{{ loop(l) }}{% endfor %} ⇒ !TypeError
            {% for x in l %}{% for y in l %}{{ loop.index }}{% endfor %}{{ loop.index }};{% endfor %} ⇒ 1231;1232;1233;
            {% for x in l %}{% if loop.index == 2 %}{% continue %}{% endif %}{{ x }}{% endfor %} ⇒ ac
            {% for x in l %}{% if x == 'b' %}{% break %}{% endif %}{{ x }}{% endfor %} ⇒ a
            {% for x in l %}{% set y = x %}{% endfor %}{{ y }}| ⇒ |
            {% set y = 1 %}{% for x in l %}{{ y }}{% set y = x %}{% endfor %}{{ y }} ⇒ 1111
            {% set ns = namespace(c=0) %}{% for x in l %}{% set ns.c = ns.c + 1 %}{% endfor %}{{ ns.c }} {{ ns.nope }}| ⇒ 3 |
            {% set ns.a = 1 %} ⇒ !TemplateRuntimeError
            {% set d2 = {} %}{% set d2.a = 1 %} ⇒ !TemplateRuntimeError
            {% set x = 1, 2 %}{{ x }} ⇒ (1, 2)
            {% set a, b = 'xy' %}{{ a }}{{ b }} ⇒ xy
            {% set (c, d3) = [3, 4] %}{{ c }}{{ d3 }} ⇒ 34
            {% set a, b = [1] %} ⇒ !ValueError
            {% set x %}a{{ n }}<b>{% endset %}{{ x }} {{ x|upper }} {{ x ~ '<' }} ⇒ a3<b> A3<B> a3<b>&lt;
            {% set x | upper %}abc{% endset %}{{ x }} ⇒ ABC
            {% set x | replace('a', 'b') | upper %}abc{% endset %}{{ x }} ⇒ BBC
            {% if n == 1 %}a{% elif n == 2 %}b{% elif n == 3 %}c{% else %}d{% endif %} ⇒ c
            {% if false %}x{% endif %}| ⇒ |
            {% if not n %}x{% else %}y{% endif %} ⇒ y
            {% if x is defined %}def{% else %}undef{% endif %} ⇒ undef
            {% if l and d %}both{% endif %} ⇒ both
            {% if n > 2 and n < 5 %}in{% endif %} ⇒ in
            {% if false %}{% set q = 1 %}{% endif %}{{ q }}| ⇒ |
            {% if true %}{% set q = 1 %}{% endif %}{{ q }} ⇒ 1
            {% with a = 1, b = 2 %}{{ a }}{{ b }}{% endwith %}{{ a }}| ⇒ 12|
            {% with %}{% set z = 1 %}{{ z }}{% endwith %}{{ z }}| ⇒ 1|
            {% set a = 5 %}{% with a = 1, b = a %}{{ b }}{% endwith %} ⇒ 5
            {% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }} ⇒ !TypeError
            {% macro m(a) %}{{ a }}{% endmacro %}{{ m(x=2) }} ⇒ !TypeError
            {% macro m(a, a2=a) %}{{ a2 }}{% endmacro %}{{ m(7) }} ⇒ 7
            {% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}hi {{ n }}{% endcall %} ⇒ [hi 3]
            {% macro w(x) %}<{{ caller(x, 2) }}>{% endmacro %}{% call(a, b) w(1) %}{{ a }}-{{ b }}{% endcall %} ⇒ <1-2>
            {% macro m() %}x{% endmacro %}{% call m() %}y{% endcall %} ⇒ !TypeError
            {% macro m() %}{{ caller() }}{% endmacro %}{{ m() }} ⇒ !UndefinedError
            {% macro f(n) %}{{ n }}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(5) }} ⇒ 543210
            {% set outer = 1 %}{% macro m() %}{{ outer }}{{ later }}{% endmacro %}{% set later = 2 %}{{ m() }} ⇒ 12
            {% for x in l %}{% macro m() %}{{ x }}{% endmacro %}{{ m() }}{% endfor %} ⇒ abc
            {% raw %}{{ x }}{% if %}{% endraw %} {%- raw -%}  {{ y }}  {%- endraw -%}  z ⇒ {{ x }}{% if %}{{ y }}z
            {# comment #}a{#- strip -#}  b {# multi ⇒ !TemplateSyntaxError
            line #}c ⇒ line #}c
            a  {%- if true -%}  b  {%- endif -%}  c ⇒ abc
            a ⇒ a
              {% if true %} ⇒ !TemplateSyntaxError
              b ⇒   b
              {% endif %} ⇒ !TemplateSyntaxError
            c ⇒ c
            {%- for x in l %} ⇒ !TemplateSyntaxError
            {%- endfor %} ⇒ !TemplateSyntaxError
            a {{- ' b ' -}} c {{+ 1 }} ⇒ a b c 1
            {%+ if true +%} x {%+ endif +%} y ⇒  x  y
            {% do l.append('z') %}{{ l }} ⇒ [&#39;a&#39;, &#39;b&#39;, &#39;c&#39;, &#39;z&#39;]
            {% do [] %}| ⇒ |
            {% do d.update({'q': 1}) %}{{ d }} ⇒ {&#39;x&#39;: 1, &#39;y&#39;: 2, &#39;q&#39;: 1}
            {% block b %}x{{ n }}{% endblock %} {{ self.b() }} ⇒ x3 x3
            {% block c scoped %}{{ 1 }}{% endblock c %} ⇒ 1
            {% for i in [1] %}{% block e %}{{ i }}{% endblock %}{% block f scoped %}{{ i }}{% endblock %}{% endfor %} ⇒ 1
            {{ self.nope() }} ⇒ !UndefinedError
            {% print 1, 'a' %}| ⇒ 1a|
            {% print n %} ⇒ 3
            {% include 'x' %} ⇒ !TemplateNotFound
            {% include 'x' ignore missing %}| ⇒ |
            {% import 'x' as y %} ⇒ !TemplateNotFound
            {% extends 'x' %} ⇒ !TemplateNotFound
            {% if false %}{% include 'x' %}{% endif %}ok ⇒ ok
            {% trans %}Hello {{ n }} 100%{% endtrans %} ⇒ Hello 3 100%
            {% trans x=n, y='<b>' %}{{ x }}{{ y }}{% endtrans %} ⇒ 3&lt;b&gt;
            {% trans %}plain 50%{% endtrans %} ⇒ plain 50%
            {% trans count=n %}one{% pluralize %}many {{ count }}{% endtrans %} ⇒ many 3
            {% trans n=1 %}one {{ n }}{% pluralize %}many {{ n }}{% endtrans %} ⇒ one 1
            {% trans a=1, b=2 %}{{ a }}{% pluralize b %}{{ b }}s{% endtrans %} ⇒ 2s
            {% trans trimmed %}  a ⇒ !TemplateSyntaxError
            {{ gettext('a %(b)s', b='<') }} ⇒ a &lt;
            {{ _('x') }} ⇒ x
            {{ ngettext('one %(num)s', 'many %(num)s', 5) }} ⇒ many 5
            {{ ngettext('one', 'many', 1) }} ⇒ one
            {{ pgettext('c', 'm') }} ⇒ m
            {{ npgettext('c', 's', 'p', 2) }} ⇒ p
            {{ gettext('100%') }} ⇒ !ValueError
            {% trans %}{% if x %}{% endtrans %} ⇒ !TemplateSyntaxError
            {% trans %}x ⇒ !TemplateSyntaxError
            {% trans x=1, x=2 %}{% endtrans %} ⇒ !TemplateAssertionError
            {% set x = joiner('; ') %}{{ x() }}a{{ x() }}b{{ x() }}c ⇒ a; b; c
            {% for u in users|selectattr('ok') %}{{ u.n }}{% endfor %} ⇒ al
            {% for x in l %}{{ loop }}{% endfor %} {{ loop }}| {{ loop.index }} ⇒ !UndefinedError
            {% for x in l|reverse %}{{ x }}{% endfor %} ⇒ cba
            {% for x in l|sort(reverse=true) %}{{ x }}{% endfor %} ⇒ cba
            {% for row in range(5)|batch(2) %}{{ row }}{% endfor %} ⇒ [0, 1][2, 3][4]
            line1 ⇒ line1
            {% set x = 1 %} ⇒
            line2 ⇒ line2
            {{ x }} ⇒
             ⇒
            tail ⇒ tail
            {% if n %}{# c #}{% endif %}{{ '{{' }} {{ '}}' }} {{ "{%" }} ⇒ {{ }} {%
            {%if n%}tight{%endif%}{{n}} ⇒ tight3
            {% for x in l -%} ⇒ !TemplateSyntaxError
            {%- endfor %}| ⇒ !TemplateSyntaxError
            {% for x in l recursive %}{{ x }}{% endfor %} ⇒ abc
            {% for x in [1,2,3] if x is odd %}{{ x }}{% endfor %} ⇒ 13
            {% for x in nope %}a{% else %}b{% endfor %} ⇒ b
            {% for k, v in {'a': {'b': 1}}.items() %}{{ k }}{{ v.b }}{% endfor %} ⇒ a1
            {% set x = x|default(5) %}{{ x }} ⇒ 5
            {% set n = n + 1 %}{{ n }} ⇒ 4
            {% macro a() %}{% macro b() %}in{% endmacro %}{{ b() }}{% endmacro %}{{ a() }} ⇒ in
            {% macro c(x=[]) %}{{ x.append(1) }}{{ x|length }}{% endmacro %}{{ c() }}{{ c() }} ⇒ None1None1
            {% macro m(caller) %}{{ caller() }}{% endmacro %}{% call m() %}q{% endcall %} ⇒ !TemplateAssertionError
            {% call(x) l %}{% endcall %} ⇒ !TemplateSyntaxError
            {% set x = 1 if n else 2 %}{{ x }} ⇒ 1
            {% set y = (n, l)[1] %}{{ y }} ⇒ [&#39;a&#39;, &#39;b&#39;, &#39;c&#39;]
            {% if n == 3: %}colon{% endif %} ⇒ colon
            """#)

    static let syntax = ConformanceTable(
        "syntax", context: .empty,
        rows: #"""
            {{  ⇒ !TemplateSyntaxError
            {%  ⇒ !TemplateSyntaxError
            {# ⇒
            {{ x ⇒ !TemplateSyntaxError
            {% if %} ⇒ !TemplateSyntaxError
            {% if x ⇒ !TemplateSyntaxError
            {% endfor %} ⇒ !TemplateSyntaxError
            {% for x in %}x{% endfor %} ⇒ !TemplateSyntaxError
            {% for x y %}{% endfor %} ⇒ !TemplateSyntaxError
            {% for x in y %}{% endif %} ⇒ !TemplateSyntaxError
            {% if x %}{% else %} ⇒ !TemplateSyntaxError
            {% if x %}{% for y in z %}{% endif %}{% endfor %} ⇒ !TemplateSyntaxError
            {% set %} ⇒ !TemplateSyntaxError
            {% set x %} ⇒ !TemplateSyntaxError
            {% set x = %} ⇒ !TemplateSyntaxError
            {% set 1 = 2 %} ⇒ !TemplateSyntaxError
            {% set true = 2 %} ⇒ !TemplateSyntaxError
            {% set x.y.z = 1 %} ⇒ !TemplateSyntaxError
            {% set 'a' = 1 %} ⇒ !TemplateSyntaxError
            {% set a() = 1 %} ⇒ !TemplateSyntaxError
            {% macro %}{% endmacro %} ⇒ !TemplateSyntaxError
            {% macro x %}{% endmacro %} ⇒ !TemplateSyntaxError
            {% macro x(a=1, b) %}{% endmacro %} ⇒ !TemplateSyntaxError
            {% macro x(1) %}{% endmacro %} ⇒ !TemplateSyntaxError
            {% macro true() %}{% endmacro %} ⇒ !TemplateSyntaxError
            {% call x %}{% endcall %} ⇒ !TemplateSyntaxError
            {% filter %}{% endfilter %} ⇒ !TemplateSyntaxError
            {% filter nope %}{% endfilter %} ⇒ !TemplateAssertionError
            {% block %}{% endblock %} ⇒ !TemplateSyntaxError
            {% block a-b %}{% endblock %} ⇒ !TemplateSyntaxError
            {% block a %} ⇒ !TemplateSyntaxError
            {% raw %}x ⇒ !TemplateSyntaxError
            {% foo %} ⇒ !TemplateSyntaxError
            {% with a %}{% endwith %} ⇒ !TemplateSyntaxError
            {% autoescape %}{% endautoescape %} ⇒ !TemplateSyntaxError
            {% do %} ⇒ !TemplateSyntaxError
            {% print %} ⇒
            {% include %} ⇒ !TemplateSyntaxError
            {% import 'x' %} ⇒ !TemplateSyntaxError
            {% from 'x' import %} ⇒ !TemplateSyntaxError
            {% from 'x' import _y %} ⇒ !TemplateAssertionError
            {% from 'x' import a as b, c %} ⇒ !TemplateNotFound
            {{ x. }} ⇒ !TemplateSyntaxError
            {{ x.1.y }}| ⇒ !UndefinedError
            {{ x[ }} ⇒ !TemplateSyntaxError
            {{ x[] }}| ⇒ !UndefinedError
            {{ x[1 }} ⇒ !TemplateSyntaxError
            {{ (1, 2 }} ⇒ !TemplateSyntaxError
            {{ [1, 2 }} ⇒ !TemplateSyntaxError
            {{ {1: 2 }} ⇒ !TemplateSyntaxError
            {{ {1} }} ⇒ !TemplateSyntaxError
            {{ {'a' 1} }} ⇒ !TemplateSyntaxError
            {{ 'abc }} ⇒ !TemplateSyntaxError
            {{ "a' }} ⇒ !TemplateSyntaxError
            {{ a b }} ⇒ !TemplateSyntaxError
            {{ 1 2 }} ⇒ !TemplateSyntaxError
            {{ + }} ⇒ !TemplateSyntaxError
            {{ a + }} ⇒ !TemplateSyntaxError
            {{ a ++ b }} ⇒ !UndefinedError
            {{ a == }} ⇒ !TemplateSyntaxError
            {{ a and }} ⇒ !TemplateSyntaxError
            {{ not }} ⇒ !TemplateSyntaxError
            {{ a is }} ⇒ !TemplateSyntaxError
            {{ a is not }} ⇒ !TemplateSyntaxError
            {{ a is b c }} ⇒ !TemplateAssertionError
            {{ a is is b }} ⇒ !TemplateAssertionError
            {{ a is nope }} ⇒ !TemplateAssertionError
            {{ a|nope }} ⇒ !TemplateAssertionError
            {{ a|upper| }} ⇒ !TemplateSyntaxError
            {{ a|1 }} ⇒ !TemplateSyntaxError
            {{ a| }} ⇒ !TemplateSyntaxError
            {{ f(a b) }} ⇒ !TemplateSyntaxError
            {{ f(a=1, 2) }} ⇒ !TemplateSyntaxError
            {{ f(**x, *y) }} ⇒ !TemplateSyntaxError
            {{ f(*x, *y) }} ⇒ !TemplateSyntaxError
            {{ f(, ) }} ⇒ !TemplateSyntaxError
            {{ a if }} ⇒ !TemplateSyntaxError
            {{ a if b else }} ⇒ !TemplateSyntaxError
            {{ $x }} ⇒ !TemplateSyntaxError
            {{ a ? b : c }} ⇒ !TemplateSyntaxError
            {{ a @ b }} ⇒ !TemplateSyntaxError
            {{ ` }} ⇒ !TemplateSyntaxError
            {{ a; b }} ⇒ !TemplateSyntaxError
            {{ a:b }} ⇒ !TemplateSyntaxError
            {{ a := b }} ⇒ !TemplateSyntaxError
            {{ } ⇒ !TemplateSyntaxError
            {{ a } ⇒ !TemplateSyntaxError
            {{ a }}} ⇒ }
            {{{ a }}} ⇒ !TemplateSyntaxError
            { { a } } ⇒ { { a } }
            {% if a }}{% endif %} ⇒ !TemplateSyntaxError
            {{ a %} ⇒ !TemplateSyntaxError
            }} %} #} ⇒ }} %} #}
            {{ '\x4' }} ⇒ !TemplateSyntaxError
            {{ '\u12' }} ⇒ !TemplateSyntaxError
            {{ 1__0 }} ⇒ !TemplateSyntaxError
            {{ 1_ }} ⇒ !TemplateSyntaxError
            {{ 0x }} ⇒ !TemplateSyntaxError
            {{ 1.2.3 }}| ⇒ |
            {{ 1. }}| ⇒ !TemplateSyntaxError
            {{ .5 }} ⇒ !TemplateSyntaxError
            {{ 012 }} ⇒ !TemplateSyntaxError
            {{ a.b| upper . x }} ⇒ !TemplateAssertionError
            {{ é }}|{{ 日本 }}| ⇒ ||
            {{ ² }} ⇒ !TemplateSyntaxError
            {% trans %}{{ a.b }}{% endtrans %} ⇒ !TemplateSyntaxError
            {% if a %}{{ b }}{% elif %}{% endif %} ⇒ !TemplateSyntaxError
            {% if a %}{% else %}{% elif b %}{% endif %} ⇒ !TemplateSyntaxError
            {% for x in l %}{% else %}{% else %}{% endfor %} ⇒ !TemplateSyntaxError
            {% set x, = 1 %} ⇒ !TemplateSyntaxError
            {% set x, y = %} ⇒ !TemplateSyntaxError
            {{ () }} ⇒ ()
            {{ (,) }} ⇒ !TemplateSyntaxError
            {{ a not b }} ⇒ !TemplateSyntaxError
            {{ a not in b }}| ⇒ True|
            {{ not in }} ⇒ True
            {{ in }} ⇒
            {{ is }}| ⇒ |
            {{ if }}| ⇒ |
            {{ none() }} ⇒ !TypeError
            {{ true.x }}| ⇒ |
            {{ x if nope|missing else 1 }} ⇒ !TemplateRuntimeError
            {{ 1 if true else x|missing }} ⇒ 1
            {% if false %}{{ x|missing }}{% endif %}ok ⇒ ok
            {% if true %}{{ 1|missing }}{% endif %} ⇒ !TemplateRuntimeError
            {% for x in [] %}{{ x|missing }}{% endfor %} ⇒ !TemplateAssertionError
            {% if false %}{% for x in [] %}{{ x|missing }}{% endfor %}{% endif %} ⇒ !TemplateAssertionError
            {{ [1]|map('missing')|list }} ⇒ !TemplateRuntimeError
            {{ [1]|select('missing')|list }} ⇒ !TemplateRuntimeError
            {{ 'upper' is filter }} ⇒ True
            {{ 'nope' is filter }} ⇒ False
            {{ 'odd' is test }} ⇒ True
            {% endraw %} ⇒ !TemplateSyntaxError
            {%- endif %} ⇒ !TemplateSyntaxError
            }}| ⇒ }}|
            {# a {{ b }} #}c{# #} ⇒ c
            {{- '' -}} ⇒
            {% if true %}{% endif %}{% if true %}a{% endif ⇒ !TemplateSyntaxError
            %} ⇒ %}
            """#)

    static let undefined = ConformanceTable(
        "undefined", context: .device,
        rows: #"""
            {{ nope }} ⇒
            {{ nope|upper }} ⇒
            {{ nope|default('d') }} ⇒ d
            {{ nope|default }} ⇒
            {{ nope|d(1) }} ⇒ 1
            {{ nope ~ 'x' }} ⇒ x
            {{ nope == nope2 }} ⇒ True
            {{ nope != 1 }} ⇒ True
            {{ nope in [1] }} ⇒ False
            {{ 1 in nope }} ⇒ False
            {{ not nope }} ⇒ True
            {{ nope or 'x' }} ⇒ x
            {{ nope and 1 }} ⇒
            {{ nope.x }} ⇒ !UndefinedError
            {{ nope['x'] }} ⇒ !UndefinedError
            {{ nope() }} ⇒ !UndefinedError
            {{ nope + 1 }} ⇒ !UndefinedError
            {{ 1 - nope }} ⇒ !UndefinedError
            {{ nope * 2 }} ⇒ !UndefinedError
            {{ nope / 2 }} ⇒ !UndefinedError
            {{ nope // 2 }} ⇒ !UndefinedError
            {{ nope % 2 }} ⇒ !UndefinedError
            {{ nope ** 2 }} ⇒ !UndefinedError
            {{ -nope }} ⇒ !UndefinedError
            {{ +nope }} ⇒ !UndefinedError
            {{ nope < 1 }} ⇒ !UndefinedError
            {{ 1 >= nope }} ⇒ !UndefinedError
            {{ nope[1:] }} ⇒ !UndefinedError
            {{ nope|int }} ⇒ !UndefinedError
            {{ nope|float }} ⇒ !UndefinedError
            {{ nope|abs }} ⇒ !TypeError
            {{ nope|round }} ⇒ !TypeError
            {{ nope|length }} ⇒ 0
            {{ nope|list }} ⇒ []
            {{ nope|string }} ⇒
            {{ nope|join(',') }} ⇒
            {{ nope|first }} ⇒
            {{ nope|last }} ⇒
            {{ nope|sort }} ⇒ []
            {{ nope|unique|list }} ⇒ []
            {{ nope|map('upper')|list }} ⇒ []
            {{ nope|reverse|list }} ⇒ []
            {{ nope|trim }} ⇒
            {{ nope|title }} ⇒
            {{ nope|capitalize }} ⇒
            {{ nope|replace('a', 'b') }} ⇒
            {{ nope|e }} ⇒
            {{ nope|safe }} ⇒
            {{ nope|wordcount }} ⇒ 0
            {{ nope|batch(2)|list }} ⇒ []
            {{ nope|slice(2)|list }} ⇒ [[], []]
            {{ nope|select|list }} ⇒ []
            {{ nope|min }} ⇒
            {{ nope|max }} ⇒
            {{ nope|sum }} ⇒ 0
            {{ nope|items|list }} ⇒ []
            {{ nope|urlencode }} ⇒
            {{ nope|format }} ⇒
            {{ nope|striptags }} ⇒
            {{ nope|forceescape }} ⇒
            {{ nope|pprint }} ⇒ Undefined
            {{ nope|wordwrap }} ⇒ !UndefinedError
            {{ nope|truncate(5) }} ⇒
            {{ nope|indent }} ⇒ !UndefinedError
            {{ nope|tojson }} ⇒ !TypeError
            {{ nope|dictsort }} ⇒ !UndefinedError
            {{ nope|xmlattr }} ⇒ !UndefinedError
            {{ nope|filesizeformat }} ⇒ !UndefinedError
            {{ nope|attr('x') }} ⇒ !UndefinedError
            {{ nope|groupby('x') }} ⇒ []
            {{ nope|selectattr('x')|list }} ⇒ []
            {{ nope|random }}| ⇒ |
            {{ nope is defined }} ⇒ False
            {{ nope is undefined }} ⇒ True
            {{ nope is none }} ⇒ False
            {{ nope is string }} ⇒ False
            {{ nope is iterable }} ⇒ True
            {{ nope is sequence }} ⇒ True
            {{ nope is mapping }} ⇒ False
            {{ nope is number }} ⇒ False
            {{ nope is callable }} ⇒ True
            {{ nope is lower }} ⇒ False
            {{ nope is eq nope }} ⇒ True
            {{ nope is sameas nope }} ⇒ False
            {{ nope is true }} ⇒ False
            {{ nope is in [] }} ⇒ False
            {{ nope is escaped }} ⇒ False
            {{ nope is odd }} ⇒ !UndefinedError
            {{ nope is gt 1 }} ⇒ !UndefinedError
            {{ [nope] }} ⇒ [Undefined]
            {{ {'a': nope} }} ⇒ {&#39;a&#39;: Undefined}
            {{ (nope,) }} ⇒ (Undefined,)
            {{ [nope]|join }} ⇒
            {{ 'a' ~ nope ~ 'b' }} ⇒ ab
            {{ '%s' % nope }} ⇒
            {{ 'x'.replace('x', nope|string) }} ⇒
            {{ '%d' % nope }} ⇒ !UndefinedError
            {{ range(nope) }} ⇒ !TypeError
            {{ [1][nope] }}| ⇒ |
            {{ {'a': 1}[nope] }}| ⇒ |
            {{ 'x'.join([nope]) }} ⇒ !TypeError
            {{ nope.__class__ }} ⇒
            {{ nope.__len__ }} ⇒
            {{ nope.__foo__ }} ⇒ !UndefinedError
            {{ nope._x }} ⇒ !UndefinedError
            {{ obj.missing }} ⇒
            {{ obj.missing|default('x') }} ⇒ x
            {{ obj.location.missing }} ⇒
            {{ obj.tenant.name }} ⇒
            {{ obj.tenant }} ⇒ None
            {{ obj.cf.nope|default('n', true) }} ⇒ n
            {{ obj.cf.empty|default('e', true) }} ⇒ e
            {{ obj.cf.empty|default('e') }} ⇒
            {{ obj.tenant.name.x }} ⇒ !UndefinedError
            {{ obj.missing.x }} ⇒ !UndefinedError
            {{ obj.tags[99] }} ⇒
            {{ obj.tags.foo }} ⇒
            {{ obj.interfaces[9].name }} ⇒ !UndefinedError
            {{ obj.name.foo.bar }} ⇒ !UndefinedError
            {{ obj.get('name') }} ⇒ csr-1
            {{ obj.get('nope') }} ⇒ None
            {{ obj['name'] }} ⇒ csr-1
            {{ obj['nope'] }} ⇒
            {{ obj.vlans[0] }} ⇒ 1
            {{ obj.vlans|length }} ⇒ 5
            """#)

    static let sandbox = ConformanceTable(
        "sandbox", context: .device,
        rows: #"""
            {{ ''.__class__ }}| ⇒ |
            {{ ''.__class__.__mro__[1].__subclasses__() }} ⇒ !SecurityError
            {{ [].__class__.__base__ }} ⇒ !SecurityError
            {{ {}.__class__.__init__ }} ⇒
            {{ (1).__class__.__name__ }} ⇒ !SecurityError
            {{ obj.__dict__ }}| ⇒ |
            {{ obj.__dict__.x }} ⇒ !UndefinedError
            {{ obj.__init__.__globals__ }} ⇒ !SecurityError
            {{ obj['__class__']['__mro__'] }} ⇒ !SecurityError
            {{ obj|attr('__class__')|attr('__base__') }}| ⇒ |
            {{ range.__globals__ }}| ⇒ |
            {{ range.__globals__.x }} ⇒ !SecurityError
            {{ dict.__base__ }}| ⇒ |
            {{ dict.__base__.x }} ⇒ !SecurityError
            {{ dict.mro }}| ⇒ |
            {{ dict.mro() }} ⇒ !SecurityError
            {{ cycler.__init__.__globals__.os }} ⇒ !SecurityError
            {{ joiner.__init__ }}| ⇒ |
            {{ namespace.__init__.__globals__ }} ⇒ !SecurityError
            {{ namespace().__class__ }}| ⇒ |
            {{ namespace().__class__.x }} ⇒ !SecurityError
            {{ self.__class__ }}| ⇒ |
            {{ self.__init__.__globals__ }} ⇒ !SecurityError
            {{ self._TemplateReference__context }}| ⇒ |
            {{ self._TemplateReference__context.x }} ⇒ !SecurityError
            {{ loop.__class__ }} ⇒
            {% for x in [1] %}{{ loop.__class__ }}|{{ loop._iterator }}|{% endfor %} ⇒ ||
            {% for x in [1] %}{{ loop.__class__.x }}{% endfor %} ⇒ !SecurityError
            {% macro m() %}{% endmacro %}{{ m.__class__ }}|{{ m._func }}| ⇒ ||
            {% macro m() %}{% endmacro %}{{ m._func.__code__ }} ⇒ !SecurityError
            {{ ''.upper.__self__ }}| ⇒ |
            {{ ''.upper.__self__.x }} ⇒ !SecurityError
            {{ ''.format.__globals__ }}| ⇒ |
            {{ '{0.__class__}'.format(1) }}| ⇒ |
            {{ '{0.__class__.__name__}'.format(1) }} ⇒ !SecurityError
            {{ '{0[__class__]}'.format({}) }}| ⇒ |
            {{ '%s'|format(''.__class__) }}| ⇒ |
            {{ ''|attr('__cl' ~ 'ass__') }}| ⇒ |
            {{ ''['__cl' + 'ass__'] }}| ⇒ |
            {{ ''['__class__'].x }} ⇒ !SecurityError
            {{ ['__class__']|map('attr', 'x')|list }} ⇒ [Undefined]
            {{ [1]|map(attribute='__class__')|list }} ⇒ [Undefined]
            {{ [1]|map(attribute='__class__.__name__')|list }} ⇒ !SecurityError
            {{ [1]|selectattr('__class__')|list }} ⇒ []
            {{ [1]|groupby('__class__') }} ⇒ [(Undefined, [1])]
            {{ [1]|sort(attribute='__class__') }} ⇒ [1]
            {{ [{}]|sum(attribute='__class__') }} ⇒ !SecurityError
            {{ config }} ⇒
            {{ request }} ⇒
            {{ settings }} ⇒
            {{ os }} ⇒
            {{ g }} ⇒
            {{ session }} ⇒
            {{ app }} ⇒
            {{ config.items() }} ⇒ !UndefinedError
            {{ __builtins__ }} ⇒
            {{ __import__ }} ⇒
            {{ __import__('os') }} ⇒ !UndefinedError
            {{ lipsum.__globals__ }}| ⇒ |
            {{ _.__globals__ }} ⇒
            {{ gettext.__globals__ }} ⇒
            {{ url.__globals__ }} ⇒
            {{ static.__globals__ }} ⇒
            {{ (1).__add__(2) }} ⇒ !SecurityError
            {{ [].append.__self__ }}| ⇒ |
            {{ ''.join.__class__ }}| ⇒ |
            {{ none.__class__ }} ⇒
            {{ true.__class__ }} ⇒
            {{ (1.5).__class__ }} ⇒
            {{ none.__class__.x }} ⇒ !SecurityError
            {{ ().__class__.__bases__[0] }} ⇒ !SecurityError
            {{ cycler.__doc__ }} ⇒
            {{ cycler('a').__init__ }} ⇒
            {{ cycler('a')._pos }} ⇒
            {{ x.__class__ }}| ⇒ |
            {{ x.__class__.y }} ⇒ !SecurityError
            {{ [].__len__ }} ⇒
            {{ {}.__len__ }} ⇒
            {{ (1).__len__ }} ⇒
            {{ ''.__foo__ }} ⇒
            {{ ''.__foo__.x }} ⇒ !UndefinedError
            {{ (1).__foo__.x }} ⇒ !UndefinedError
            {{ [].__doc__.x }} ⇒ !SecurityError
            {{ ({}|attr('get')).__self__ }}| ⇒ |
            {{ ('x'|attr('upper'))() }} ⇒ X
            {{ obj.name._x }}| ⇒ |
            {{ obj.name._x.y }} ⇒ !UndefinedError
            {{ {'_a': 1}._a }} ⇒ 1
            {{ {'_a': 1}['_a'] }} ⇒ 1
            {{ {'__class__': 1}.__class__ }} ⇒
            {{ {'__class__': 1}['__class__'] }} ⇒ 1
            {% set x.__class__ = 1 %} ⇒ !TemplateRuntimeError
            {% set ns = namespace() %}{% set ns.__class__ = 1 %}{{ ns.__class__ }}| ⇒ |
            {% import 'os' as os %} ⇒ !TemplateNotFound
            {% include '/etc/passwd' %} ⇒ !TemplateNotFound
            {% from '/etc/passwd' import x %} ⇒ !TemplateNotFound
            """#)
}
