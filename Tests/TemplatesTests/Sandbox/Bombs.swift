/// Templates that ask for too much.
enum Bombs {
    static let all = rows.split(separator: "\n").map(String.init)

    private static let rows = #"""
        {{ 'a' * 10**9 }}
        {{ 10**9 * 'a' }}
        {{ [0] * 10**9 }}
        {{ (0,) * 10**18 }}
        {{ 9**9**9 }}
        {{ 2**127 }}
        {{ 10**38 * 10 }}
        {{ -(0 - 2**126 - 2**126) }}
        {{ (0 - 2**126 - 2**126)|abs }}
        {{ (0 - 2**126 - 2**126) // -1 }}
        {{ 99999999999999999999999999999999999999999999 }}
        {{ 1e300|int }}
        {{ ('9' * 400)|int }}
        {{ 2.0**10000 }}
        {{ range(100001) }}
        {{ range(10**30) }}
        {{ range(-9223372036854775808, 9223372036854775807) }}
        {{ (10**30)|as_range }}
        {% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}
        {% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}
        {% for i in range(100000) %}{{ 'x' * 1000 }}{% endfor %}
        {% for i in range(100000) %}{% set x = 'x' * 100000 %}{% endfor %}
        {% for i in range(1000) %}{% do range(100000)|list %}{% endfor %}
        {{ 'a'|center(10**9) }}
        {{ 'a'.center(10**9) }}
        {{ 'a'.ljust(10**18) }}
        {{ 'a'|rjust(10**18) }}
        {{ 'a'.zfill(10**9) }}
        {{ 'a\tb'.expandtabs(10**9) }}
        {{ '%1000000000d' % 1 }}
        {{ '%99999999999999999999d' % 1 }}
        {{ '%*d' % (10**9, 1) }}
        {{ '%.1000000000f' % 1.5 }}
        {{ '%.1000000000d' % 1 }}
        {{ '{:1000000000}'.format(1) }}
        {{ '{:.1000000000f}'.format(1.5) }}
        {{ '{:>99999999999999999999}'.format('a') }}
        {{ ('{0}' * 100000).format('x' * 100000) }}
        {{ 'a\nb'|indent(10**9) }}
        {{ ('a\n' * 1000)|indent('x' * 100000) }}
        {{ ('a' * 1000)|replace('', 'x' * 100000) }}
        {{ ('a' * 100000)|replace('a', 'b' * 100000) }}
        {{ ('a' * 100000).replace('a', 'b' * 100000) }}
        {{ ('x' * 100000).join(range(100000)|map('string')) }}
        {{ range(100000)|join('x' * 100000) }}
        {{ ('<' * 1000000)|e }}
        {{ ('é' * 300000)|urlencode }}
        {{ ('é' * 300000)|tojson }}
        {{ [1]|tojson(10**9) }}
        {{ [1]|batch(10**9, 'x')|list }}
        {{ [1]|slice(10**9)|list }}
        {{ lipsum(10**9) }}
        {{ lipsum(1, min=10**18, max=10**19) }}
        {% macro m() %}{{ m() }}{% endmacro %}{{ m() }}
        {% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}
        {% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ m() }}
        {% macro m(f) %}{{ f(f) }}{% endmacro %}{{ m(m) }}
        {% for x in [[]] recursive %}{{ loop([x]) }}{% endfor %}
        {% block b %}{{ self.b() }}{% endblock %}
        {% set l = [] %}{% do l.append(l) %}{{ l|tojson }}
        {% set l = [] %}{% do l.append(l) %}{{ l|pprint }}
        {% set a = [] %}{% set b = [a] %}{% do a.append(b) %}{{ a == b }}
        {% set a = [] %}{% set b = [a] %}{% do a.append(b) %}{{ a < b }}
        {% set d = {} %}{% do d.update({'d': d}) %}{{ d|tojson }}
        {% set ns = namespace(x=[1]) %}{% for i in range(64) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}
        {% set ns = namespace(x=[1]) %}{% for i in range(64) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x|tojson }}
        {% set ns = namespace(x=(1,)) %}{% for i in range(64) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ {ns.x: 1} }}
        {% set ns = namespace(x={}) %}{% for i in range(5000) %}{% set ns.x = {'a': ns.x} %}{% endfor %}{{ ns.x }}
        {% set ns = namespace(x='a') %}{% for i in range(100) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}
        {% set ns = namespace(x='a') %}{% for i in range(100) %}{% set ns.x = ns.x + ns.x %}{% endfor %}
        {% set ns = namespace(x=[1]) %}{% for i in range(100) %}{% set ns.x = ns.x + ns.x %}{% endfor %}
        {% set ns = namespace(x='a') %}{% for i in range(100) %}{% set ns.x = ns.x|replace('a', 'aa') %}{% endfor %}
        {% set l = range(100000)|list %}{% for i in l %}{% do l.pop(0) %}{% endfor %}
        {% set l = range(100000)|list %}{% for i in l %}{% do l.insert(0, i) %}{% endfor %}
        {% set l = [1] %}{% for i in range(100) %}{% do l.extend(l) %}{% endfor %}
        {% set d = dict(range(20000)|list|batch(2)) %}{% for i in d.copy() %}{% do d.pop(i) %}{% endfor %}
        {% set a = 'a' * 1000000 %}{% set b = 'a' * 1000000 %}{% for i in range(100000) %}{% set x = a == b %}{% endfor %}
        {% set a = 'é' * 500000 %}{% for i in range(100000) %}{% set x = a[5] %}{% endfor %}
        {% set a = 'é' * 500000 %}{% for i in range(100000) %}{% set x = {a: 1} %}{% endfor %}
        {% set a = 'é' * 500000 %}{% for i in range(100000) %}{% set x = a is sequence %}{% endfor %}
        {% set a = '<' * 50 ~ 'a>' * 1000 %}{% for i in range(100000) %}{% set x = a|striptags %}{% endfor %}
        {% set d = {} %}{% do d.update({'d': d}) %}{% for i in l * 100000 %}{% set x = [d]|map(attribute='d.' * 999 ~ 'd') %}{% endfor %}
        {{ '(a+)+$'|regex_search('a' * 5000 ~ '!') }}
        {{ '^(a|aa)+$'|regex_search('a' * 5000 ~ '!') }}
        {{ ('(' * 5000)|regex_search('a') }}
        {{ ''|regex_findall('a' * 100000) }}
        {{ 'a'|regex_sub('x' * 100000, 'a' * 100000) }}
        {{ '.'|regex_split('a' * 100000) }}
        {% for i in range(100000) %}{{ '(a+)+$'|regex_search('aaaaaaaaaaaa!') }}{% endfor %}
        {{ '10.0.0.0/8'|get_all_host }}
        {{ '::/0'|ipaddress_network('hosts') }}
        {{ '::/0'|ipaddress_network('num_addresses') }}
        {{ '255.255.255.255'|ip_addition(10**30) }}
        {{ 'Gi[1-1000000000]'|interface_range_expansion }}
        {{ 'Gi[1-9][1-9][1-9][1-9][1-9][1-9][1-9][1-9]'|interface_range_expansion }}
        {{ ('1-4094,' * 10000 ~ '1')|vlanconfig_to_list }}
        """#
}
