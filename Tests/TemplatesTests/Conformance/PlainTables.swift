/// Jinja's own language without escaping.
extension ConformanceTable {
    static let plainExpressions = ConformanceTable(
        "plainExpressions", context: .expressions,
        rows: #"""
            {{ '%r' % 'q' }} ⇒ 'q'
            {{ [none, true, 1.0, 'x'] }} ⇒ [None, True, 1.0, 'x']
            {{ namespace(a=1) }} ⇒ <Namespace {'a': 1}>
            {{ '%s' % ('<'|safe) }} ⇒ <
            {{ 'x'.join(['<'|safe]) }} ⇒ <
            {{ {'a': 1}.items() }} ⇒ dict_items([('a', 1)])
            """#)

    static let plainMethods = ConformanceTable(
        "plainMethods", context: .methods,
        rows: #"""
            {{ "o'neil's x2y".title() }} ⇒ O'Neil'S X2Y
            {{ s.rsplit('o', 1) }} ⇒ ['Hello-World_fo', '']
            {{ 'a b c'.split(none, 1) }} ⇒ ['a', 'b c']
            {{ 'a,b,c'.rpartition(',') }} ⇒ ('a,b', ',', 'c')
            {{ 'a\nb\n'.splitlines(true) }} ⇒ ['a\n', 'b\n']
            {{ d.items()|list }} ⇒ [('a', 1), ('b', 2)]
            {{ 'a b'.split(' ', maxsplit=1) }} ⇒ ['a', 'b']
            """#)

    static let plainFilters = ConformanceTable(
        "plainFilters", context: .filters,
        rows: #"""
            {{ 'abcde'|batch(2)|list }} ⇒ [['a', 'b'], ['c', 'd'], ['e']]
            {{ d|dictsort(reverse=true) }} ⇒ [('C', 3), ('b', 2), ('a', 1)]
            {{ [{'a': 1}, {}]|groupby('a', default=0) }} ⇒ [(0, [{}]), (1, [{'a': 1}])]
            {{ d|list }} ⇒ ['b', 'a', 'C']
            {{ ['a']|map('default', 'x')|list }} ⇒ ['a']
            {{ d|pprint }} ⇒ {'C': 3, 'a': 1, 'b': 2}
            {{ [0, 1, '', 'a']|reject|list }} ⇒ [0, '']
            {{ html|safe|replace('<', '&') }} ⇒ &p>Hi &b>there&/b>&/p>
            {{ [1, 'a']|select('string')|list }} ⇒ ['a']
            {{ ['b', 'A', 'c']|sort }} ⇒ ['A', 'b', 'c']
            {{ [(1, 'b'), (1, 'a')]|sort }} ⇒ [(1, 'a'), (1, 'b')]
            {{ '1 &lt; 2'|striptags }} ⇒ 1 < 2
            {{ 'foo-bar baz(qux)[a]{b}<c'|title }} ⇒ Foo-Bar Baz(Qux)[A]{B}<C
            {{ ['a', 'A']|unique(true)|list }} ⇒ ['a', 'A']
            {{ {'x': none, 'y': true}|urlencode }} ⇒ x=None&y=True
            """#)

    static let plainStatements = ConformanceTable(
        "plainStatements", context: .statements,
        rows: #"""
            {% set x %}a{{ n }}<b>{% endset %}{{ x }} {{ x|upper }} {{ x ~ '<' }} ⇒ a3<b> A3<B> a3<b><
            {% do l.append('z') %}{{ l }} ⇒ ['a', 'b', 'c', 'z']
            {% do d.update({'q': 1}) %}{{ d }} ⇒ {'x': 1, 'y': 2, 'q': 1}
            {% set y = (n, l)[1] %}{{ y }} ⇒ ['a', 'b', 'c']
            """#)
}
