/// Filters of Django, of Nautobot, and for networks.
extension ConformanceTable {
    static let text = ConformanceTable(
        "text", context: .text,
        rows: #"""
            {{ 4|add(2) }} ⇒ 6
            {{ '4'|add('2') }} ⇒ 6
            {{ 'a'|add('b') }} ⇒ ab
            {{ [1]|add([2]) }} ⇒ [1, 2]
            {{ 'a'|add(1) }} ⇒
            {{ 1.5|add(2) }} ⇒ 3
            {{ none|add(1) }} ⇒
            {{ '5'|add(1.9) }} ⇒ 6
            {{ 'a'|add(none) }} ⇒
            {{ (1,)|add((2,)) }} ⇒ (1, 2)
            {{ "a'b\"c\\d"|addslashes }} ⇒ a\&#39;b\&#34;c\\d
            {{ s|capfirst }} ⇒ Hello wOrld &amp; &lt;x&gt;
            {{ ''|capfirst }} ⇒
            {{ 5|capfirst }} ⇒ 5
            {{ 'ßa'|capfirst }} ⇒ SSa
            {{ s|cut('l') }} ⇒ heo wOrd &amp; &lt;x&gt;
            {{ s|cut('') }} ⇒ hello wOrld &amp; &lt;x&gt;
            {{ 'a b'|cut(' ') }} ⇒ ab
            {{ 5|cut('5') }} ⇒
            {{ z|default_if_none('N') }} ⇒ N
            {{ ''|default_if_none('N') }} ⇒
            {{ 5|default_if_none(1) }} ⇒ 5
            {{ x|default_if_none('N') }} ⇒
            {{ 21|divisibleby(7) }} ⇒ True
            {{ '21'|divisibleby('5') }} ⇒ False
            {{ 7.9|divisibleby(7) }} ⇒ True
            {{ 21|divisibleby(0) }} ⇒ !ZeroDivisionError
            {{ 'x'|divisibleby(2) }} ⇒ !ValueError
            {{ "a'b\"<>&=-;`\n\\"|escapejs }} ⇒ a\u0027b\u0022\u003C\u003E\u0026\u003D\u002D\u003B\u0060\u000A\u005C
            {{ f|floatformat }} ⇒ 34.3
            {{ 34.0|floatformat }} ⇒ 34
            {{ 34.26|floatformat(3) }} ⇒ 34.260
            {{ 34.0|floatformat(3) }} ⇒ 34.000
            {{ 34.26|floatformat(0) }} ⇒ 34
            {{ 34.0|floatformat(-3) }} ⇒ 34
            {{ 34.26|floatformat(-3) }} ⇒ 34.260
            {{ 'x'|floatformat }} ⇒
            {{ '34.267'|floatformat(2) }} ⇒ 34.27
            {{ 5|floatformat(2) }} ⇒ 5.00
            {{ -0.05|floatformat(1) }} ⇒ -0.1
            {{ -0.04|floatformat(1) }} ⇒ 0.0
            {{ 0.5|floatformat(0) }} ⇒ 1
            {{ 1.5|floatformat(0) }} ⇒ 2
            {{ 2.675|floatformat(2) }} ⇒ 2.68
            {{ 1e10|floatformat(1) }} ⇒ 10000000000.0
            {{ none|floatformat }} ⇒
            {{ '1e3'|floatformat(1) }} ⇒ 1000.0
            {{ 99.995|floatformat(2) }} ⇒ 100.00
            {{ 0.0001|floatformat(2) }} ⇒ 0.00
            {{ 39.5|floatformat('2u') }} ⇒ 39.50
            {{ true|floatformat }} ⇒ 1
            {{ 12345.6|floatformat('-2') }} ⇒ 12345.60
            {{ f|floatformat('x') }} ⇒ 34.26
            {{ 'é?a=1&b=ü%20 #'|iriencode }} ⇒ %C3%A9?a=1&amp;b=%C3%BC%20%20#
            {{ 'a\n\nb\nc'|linebreaks }} ⇒ <p>a</p>⏎⏎<p>b<br>c</p>
            {{ 'a'|linebreaks }} ⇒ <p>a</p>
            {{ ''|linebreaks }} ⇒ <p></p>
            {{ 'x<y\n'|linebreaks }} ⇒ <p>x&lt;y<br></p>
            {{ 'a\n\n\n\nb'|linebreaks }} ⇒ <p>a</p>⏎⏎<p>b</p>
            {{ 'x\ny<'|linebreaksbr }} ⇒ x<br>y&lt;
            {{ 'x\r\ny\rz'|linebreaksbr }} ⇒ x<br>y<br>z
            {{ "'\""|linebreaksbr }} ⇒ &#x27;&quot;
            {{ 'one\ntwo<'|linenumbers }} ⇒ 1. one⏎2. two&lt;
            {{ 'ab'|rjust(4) }} ⇒   ab
            {{ 'ab'|rjust(1) }} ⇒ ab
            {{ 'ab'|ljust('x') }} ⇒ !ValueError
            {{ 123|make_list }} ⇒ [&#39;1&#39;, &#39;2&#39;, &#39;3&#39;]
            {{ 'ab'|make_list }} ⇒ [&#39;a&#39;, &#39;b&#39;]
            {{ ''|make_list }} ⇒ []
            {{ 1|pluralize }} ⇒
            {{ 2|pluralize }} ⇒ s
            {{ 0|pluralize }} ⇒ s
            {{ 2|pluralize('y,ies') }} ⇒ ies
            {{ 1|pluralize('y,ies') }} ⇒ y
            {{ 2|pluralize('es') }} ⇒ es
            {{ [1]|pluralize }} ⇒
            {{ [1, 2]|pluralize }} ⇒ s
            {{ 'x'|pluralize }} ⇒
            {{ '1'|pluralize }} ⇒
            {{ none|pluralize }} ⇒
            {{ 1|pluralize('a,b,c') }} ⇒
            {{ 1.0|pluralize }} ⇒
            {{ 'Joel is a slug & Ünïcode'|slugify }} ⇒ joel-is-a-slug-unicode
            {{ '--A__b  C--'|slugify }} ⇒ a__b-c
            {{ 'IP address 10.0.0.1/24'|slugify }} ⇒ ip-address-1000124
            {{ 5|slugify }} ⇒ 5
            {{ '日本'|slugify }} ⇒
            {{ 'a -- b'|slugify }} ⇒ a-b
            {{ 'Straße'|slugify }} ⇒ strae
            {{ ' x '|slugify }} ⇒ x
            {{ 'a.b_c-d'|slugify }} ⇒ ab_c-d
            {{ none|slugify }} ⇒ none
            {{ 5|stringformat('03d') }} ⇒ 005
            {{ 3.14159|stringformat('.2f') }} ⇒ 3.14
            {{ 'a'|stringformat('s') }} ⇒ a
            {{ 'a'|stringformat('d') }} ⇒
            {{ 'a'|stringformat('5s') }} ⇒     a
            {{ 255|stringformat('x') }} ⇒ ff
            {{ 5|stringformat('q') }} ⇒
            {{ 'Joel is a slug'|truncatechars(7) }} ⇒ Joel i…
            {{ 'abc'|truncatechars(3) }} ⇒ abc
            {{ 'abcd'|truncatechars(1) }} ⇒ …
            {{ 'abc'|truncatechars(0) }} ⇒
            {{ 'abc'|truncatechars('x') }} ⇒ abc
            {{ words|truncatewords(2) }} ⇒ one two …
            {{ words|truncatewords(9) }} ⇒ one two three four
            {{ words|truncatewords('1') }} ⇒ one …
            {{ words|truncatewords(0) }} ⇒
            {{ 'a  b c'|truncatewords(2) }} ⇒ a b …
            {{ true|yesno }} ⇒ yes
            {{ false|yesno }} ⇒ no
            {{ none|yesno }} ⇒ maybe
            {{ true|yesno('a,b,c') }} ⇒ a
            {{ none|yesno('a,b,c') }} ⇒ c
            {{ none|yesno('a,b') }} ⇒ b
            {{ false|yesno('a,b') }} ⇒ b
            {{ true|yesno('a') }} ⇒ True
            {{ ''|yesno }} ⇒ no
            {{ x|yesno }} ⇒ no
            {{ true|yesno('a,b,c,d') }} ⇒ a
            {{ 'a,b'|split }} ⇒ [&#39;a&#39;, &#39;b&#39;]
            {{ 'a b'|split(' ') }} ⇒ [&#39;a&#39;, &#39;b&#39;]
            {{ 'a, b'|split(',')|last }} ⇒  b
            {{ ''|split }} ⇒ [&#39;&#39;]
            {{ 'a'|split(sep='-') }} ⇒ [&#39;a&#39;]
            {{ 5|split }} ⇒ !AttributeError
            {{ d|get_item('k') }} ⇒ None
            {{ d|get_item('z') }} ⇒ None
            {{ 'x'|get_item('z') }} ⇒ None
            {{ [1]|get_item(0) }} ⇒ None
            {{ 3|as_range|list }} ⇒ [0, 1, 2]
            {{ '3'|as_range }} ⇒ range(0, 3)
            {{ 'x'|as_range }} ⇒ []
            {{ none|as_range }} ⇒ []
            {{ -1|as_range|list }} ⇒ []
            {{ 2.9|as_range }} ⇒ range(0, 2)
            {{ 'ip address of x'|bettertitle }} ⇒ Ip Address Of X
            {{ ''|bettertitle }} ⇒
            {{ 'a  b'|bettertitle }} ⇒ A B
            {{ 'VLAN group'|bettertitle }} ⇒ VLAN Group
            {{ 5|bettertitle }} ⇒ !AttributeError
            {{ 10|divide(4) }} ⇒ 2
            {{ 10|divide(3) }} ⇒ 3
            {{ none|divide(3) }} ⇒ None
            {{ 5|divide(none) }} ⇒ None
            {{ 2|percentage(10) }} ⇒ 20
            {{ none|percentage(1) }} ⇒ None
            {{ 1|percentage(3) }} ⇒ 33
            {{ 5|divide(2) }} ⇒ 2
            {{ 7|divide(2) }} ⇒ 4
            {{ 1|divide(8)|string }} ⇒ 0
            {{ 10|divide(0) }} ⇒ !ZeroDivisionError
            {{ 'a'|divide(1) }} ⇒ !TypeError
            {{ 1|percentage(0) }} ⇒ !ZeroDivisionError
            {{ 0|humanize_speed }} ⇒
            {{ 1|humanize_speed }} ⇒ 1 Kbps
            {{ 1000|humanize_speed }} ⇒ 1 Mbps
            {{ 1544|humanize_speed }} ⇒ 1.544 Mbps
            {{ 100000|humanize_speed }} ⇒ 100 Mbps
            {{ 10000000|humanize_speed }} ⇒ 10 Gbps
            {{ 1000000000|humanize_speed }} ⇒ 1 Tbps
            {{ none|humanize_speed }} ⇒
            {{ 2500000|humanize_speed }} ⇒ 2.5 Gbps
            {{ 1500.5|humanize_speed }} ⇒ 1.5005 Mbps
            {{ 123456789|humanize_speed }} ⇒ 123.457 Gbps
            {{ 'x'|humanize_speed }} ⇒ !TypeError
            {{ 's'|quote_string }} ⇒ &#34;s&#34;
            {{ 5|quote_string }} ⇒ 5
            {{ none|quote_string }} ⇒ None
            {{ 10|meters_to_feet }} ⇒ 32.8084
            {{ '2'|meters_to_feet }} ⇒ 6.56168
            {{ 1.5|meters_to_feet }} ⇒ 4.92126
            {{ 'x'|meters_to_feet }} ⇒ !ValueError
            {{ d|render_json }} ⇒ !TypeError
            {{ d|render_json(false) }} ⇒ !TypeError
            {{ d|render_json(true, true) }} ⇒ !TypeError
            {{ {'é': '<'}|render_json(false) }} ⇒ {⏎    &#34;é&#34;: &#34;&lt;&#34;⏎}
            {{ [1, 'a']|render_json(syntax_highlight=false) }} ⇒ [⏎    1,⏎    &#34;a&#34;⏎]
            {{ 'a@b.c'|hyperlinked_email }} ⇒ <a href="mailto:a@b.c">a@b.c</a>
            {{ ''|hyperlinked_email }} ⇒ <span class="text-secondary">&mdash;</span>
            {{ none|hyperlinked_email }} ⇒ <span class="text-secondary">&mdash;</span>
            {{ '+1 555'|hyperlinked_phone_number }} ⇒ <a href="tel:+1 555">+1 555</a>
            {{ 'x'|hyperlinked_field('http://y') }} ⇒ <a href="http://y">x</a>
            {{ 'x<'|hyperlinked_field }} ⇒ <a href="x&lt;">x&lt;</a>
            {{ ''|hyperlinked_field }} ⇒ <span class="text-secondary">&mdash;</span>
            {{ 'x'|placeholder }} ⇒ x
            {{ ''|placeholder }} ⇒ <span class="text-secondary">&mdash;</span>
            {{ none|placeholder }} ⇒ <span class="text-secondary">&mdash;</span>
            {{ 0|placeholder }} ⇒ <span class="text-secondary">&mdash;</span>
            {{ '<'|placeholder }} ⇒ &lt;
            {{ true|render_boolean }} ⇒ <span class="text-success"><i class="mdi mdi-check-bold" title="Yes"></i></span>
            {{ false|render_boolean }} ⇒ <span class="text-danger"><i class="mdi mdi-close-thick" title="No"></i></span>
            {{ none|render_boolean }} ⇒ <span class="text-secondary">&mdash;</span>
            {{ 'x'|render_boolean }} ⇒ <span class="text-success"><i class="mdi mdi-check-bold" title="Yes"></i></span>
            {{ 0|render_boolean }} ⇒ <span class="text-danger"><i class="mdi mdi-close-thick" title="No"></i></span>
            {{ 'hello'|pre_tag }} ⇒ <pre>hello</pre>
            {{ ''|pre_tag }} ⇒ <pre></pre>
            {{ none|pre_tag }} ⇒ <span class="text-secondary">&mdash;</span>
            {{ ''|pre_tag(false) }} ⇒ <span class="text-secondary">&mdash;</span>
            {{ 'x<'|pre_tag(false) }} ⇒ <pre>x&lt;</pre>
            {{ '<b>x</b>'|safe|pre_tag }} ⇒ <pre><b>x</b></pre>
            {{ '<div>x</div>'|add_html_id('i') }} ⇒ <div id="i" >x</div>
            {{ '<div class="a">x</div>'|add_html_id('i<') }} ⇒ <div id="i&lt;" class="a">x</div>
            {{ 'none'|add_html_id('i') }} ⇒ none
            {{ 100|render_uptime }} ⇒ 0 days 0 hours 1 minute
            {{ 90061|render_uptime }} ⇒ 1 day 1 hour 1 minute
            {{ '3600'|render_uptime }} ⇒ 0 days 1 hour 0 minutes
            {{ 'x'|render_uptime }} ⇒ x
            {{ 0|render_uptime }} ⇒ 0 days 0 hours 0 minutes
            {{ 172800|render_uptime }} ⇒ 2 days 0 hours 0 minutes
            {{ -5|dbm }} ⇒ -5 dBm
            {{ 0|dbm }} ⇒ <span class="text-secondary">&mdash;</span>
            {{ none|dbm }} ⇒ <span class="text-secondary">&mdash;</span>
            {{ '3'|dbm }} ⇒ 3 dBm
            {{ ''|render_address }} ⇒ <span class="text-secondary">&mdash;</span>
            {{ 'primary'|render_button_class }} ⇒ <button class="btn btn-primary">Primary</button>
            {{ 'Default'|render_button_class }} ⇒ <button class="btn btn-secondary">Default</button>
            {{ ''|render_button_class }} ⇒
            {{ 'a b'|render_button_class }} ⇒ <button class="btn btn-a">A</button>
            {{ l|label_list }} ⇒ <span class="badge bg-secondary">a</span> <span class="badge bg-secondary">b</span>
            {{ []|label_list }} ⇒ <span class="text-secondary">&mdash;</span>
            {{ ['<']|label_list(suffix='!') }} ⇒ <span class="badge bg-secondary">&lt;!</span>
            {{ ['a']|label_list('s') }} ⇒ <span class="badge bg-secondary">as</span>
            {{ 'SECRET_KEY'|settings_or_config }} ⇒ !AttributeError
            {{ 'x'|settings_or_config('y') }} ⇒ !ValueError
            {{ 'x'|settings_or_config(app_name='y') }} ⇒ !ValueError
            {{ l|first|add('x')|upper }} ⇒ AX
            {{ 'x'|add(none)|default('q', true) }} ⇒ q
            """#)

    static let network = ConformanceTable(
        "network", context: .empty,
        rows: #"""
            {{ '10.0.0.1/24'|ipaddress_interface('ip') }} ⇒ 10.0.0.1
            {{ '10.0.0.1/24'|ipaddress_interface('network') }} ⇒ 10.0.0.0/24
            {{ '10.0.0.1/24'|ipaddress_interface('netmask') }} ⇒ 255.255.255.0
            {{ '10.0.0.1/24'|ipaddress_interface('hostmask') }} ⇒ 0.0.0.255
            {{ '10.0.0.1/24'|ipaddress_interface('with_netmask') }} ⇒ 10.0.0.1/255.255.255.0
            {{ '10.0.0.1/24'|ipaddress_interface('with_prefixlen') }} ⇒ 10.0.0.1/24
            {{ '10.0.0.1/24'|ipaddress_interface('network.network_address') }} ⇒ 10.0.0.0
            {{ '10.0.0.1/24'|ipaddress_interface('version') }} ⇒ 4
            {{ '2001:db8::1/64'|ipaddress_interface('network') }} ⇒ 2001:db8::/64
            {{ '10.0.0.1'|ipaddress_interface('network') }} ⇒ 10.0.0.1/32
            {{ '10.0.0.1/255.255.255.0'|ipaddress_interface('with_prefixlen') }} ⇒ 10.0.0.1/24
            {{ '10.0.0.1/24'|ipaddress_interface('is_private') }} ⇒ True
            {{ '10.0.0.1/24'|ipaddress_interface('nope') }} ⇒ !AttributeError
            {{ 'x'|ipaddress_interface('ip') }} ⇒ !ValueError
            {{ '10.0.0.1/33'|ipaddress_interface('ip') }} ⇒ !ValueError
            {{ '10.0.0.0/24'|ipaddress_network('broadcast_address') }} ⇒ 10.0.0.255
            {{ '10.0.0.0/24'|ipaddress_network('num_addresses') }} ⇒ 256
            {{ '10.0.0.0/24'|ipaddress_network('prefixlen') }} ⇒ 24
            {{ '10.0.0.0/24'|ipaddress_network('network_address') }} ⇒ 10.0.0.0
            {{ '10.0.0.0/24'|ipaddress_network('with_hostmask') }} ⇒ 10.0.0.0/0.0.0.255
            {{ '10.0.0.0/24'|ipaddress_network('version') }} ⇒ 4
            {{ '10.0.0.0/32'|ipaddress_network('hosts')|list }} ⇒ [IPv4Address(&#39;10.0.0.0&#39;)]
            {{ '10.0.0.1/24'|ipaddress_network('version') }} ⇒ !ValueError
            {{ '10.0.0.1'|ipaddress_address('version') }} ⇒ 4
            {{ '10.0.0.1'|ipaddress_address('is_private') }} ⇒ True
            {{ '8.8.8.8'|ipaddress_address('is_private') }} ⇒ False
            {{ '8.8.8.8'|ipaddress_address('is_global') }} ⇒ True
            {{ '224.0.0.1'|ipaddress_address('is_multicast') }} ⇒ True
            {{ '127.0.0.1'|ipaddress_address('is_loopback') }} ⇒ True
            {{ '169.254.1.1'|ipaddress_address('is_link_local') }} ⇒ True
            {{ '0.0.0.0'|ipaddress_address('is_unspecified') }} ⇒ True
            {{ '240.0.0.1'|ipaddress_address('is_reserved') }} ⇒ True
            {{ '10.0.0.1'|ipaddress_address('reverse_pointer') }} ⇒ 1.0.0.10.in-addr.arpa
            {{ '2001:db8::1'|ipaddress_address('exploded') }} ⇒ 2001:0db8:0000:0000:0000:0000:0000:0001
            {{ '2001:db8::1'|ipaddress_address('compressed') }} ⇒ 2001:db8::1
            {{ 'fe80::1'|ipaddress_address('is_link_local') }} ⇒ True
            {{ '::1'|ipaddress_address('is_loopback') }} ⇒ True
            {{ '10.0.0.1'|ipaddress_address('max_prefixlen') }} ⇒ 32
            {{ '100.64.0.1'|ipaddress_address('is_global') }} ⇒ False
            {{ '192.0.2.1'|ipaddress_address('is_private') }} ⇒ True
            {{ '10.0.0.1/24'|ipaddress_address('version') }} ⇒ !ValueError
            {{ '10.0.0.1'|is_ip }} ⇒ True
            {{ '10.0.0.300'|is_ip }} ⇒ False
            {{ '::1'|is_ip }} ⇒ True
            {{ 'x'|is_ip }} ⇒ False
            {{ '10.0.0.1/24'|is_ip }} ⇒ False
            {{ '10.0.0.01'|is_ip }} ⇒ False
            {{ '10.0.0.0/8'|is_network }} ⇒ True
            {{ '10.0.0.1/8'|is_network }} ⇒ False
            {{ '10.0.0.1'|is_network }} ⇒ False
            {{ 'x/y'|is_network }} ⇒ False
            {{ '10.0.0.1-10.0.0.5'|is_ip_range }} ⇒ True
            {{ '10.0.0.5-10.0.0.1'|is_ip_range }} ⇒ False
            {{ '10.0.0.1'|is_ip_range }} ⇒ False
            {{ 'a-b'|is_ip_range }} ⇒ False
            {{ '10.0.0.0/8'|is_classful }} ⇒ True
            {{ '10.0.0.0/24'|is_classful }} ⇒ False
            {{ '192.168.1.0/24'|is_classful }} ⇒ True
            {{ '172.16.0.0/16'|is_classful }} ⇒ True
            {{ 'a-b-c'|is_ip_range }} ⇒ !ValueError
            {{ '10.1.1.1'|is_ip_within('10.0.0.0/8') }} ⇒ True
            {{ '11.1.1.1'|is_ip_within('10.0.0.0/8') }} ⇒ False
            {{ '10.1.1.0/24'|is_ip_within('10.0.0.0/8') }} ⇒ True
            {{ '10.0.0.5-10.0.0.9'|is_ip_within('10.0.0.0/24') }} ⇒ True
            {{ '10.0.0.5'|is_ip_within('10.0.0.1-10.0.0.9') }} ⇒ True
            {{ '10.0.0.5'|is_ip_within(['11.0.0.0/8', '10.0.0.0/8']) }} ⇒ True
            {{ '2001:db8::1'|is_ip_within('2001:db8::/32') }} ⇒ True
            {{ '10.0.0.1'|is_ip_within('2001:db8::/32') }} ⇒ !TypeError
            {{ '10.0.0.1'|is_ip_within('x') }} ⇒ !ValueError
            {{ '10.0.0.1'|ip_addition(5) }} ⇒ 10.0.0.6
            {{ '10.0.0.255'|ip_addition(1) }} ⇒ 10.0.1.0
            {{ '10.0.0.10'|ip_subtract(5) }} ⇒ 10.0.0.5
            {{ '2001:db8::1'|ip_addition(255) }} ⇒ 2001:db8::100
            {{ '10.0.0.10'|ip_addition(-5) }} ⇒ 10.0.0.5
            {{ '10.0.0.1'|ip_to_hex }} ⇒ 0a000001
            {{ '10.0.0.1'|ip_to_bin }} ⇒ 00001010000000000000000000000001
            {{ '2001:db8::1'|ip_to_hex }} ⇒ 20010db8000000000000000000000001
            {{ '10.0.0.0/29'|get_first_usable }} ⇒ 10.0.0.1
            {{ '10.0.0.0/31'|get_first_usable }} ⇒ 10.0.0.0
            {{ '2001:db8::/64'|get_first_usable }} ⇒ 2001:db8::1
            {{ '10.0.0.0/29'|get_usable_range }} ⇒ 10.0.0.1 - 10.0.0.6
            {{ '10.0.0.0/31'|get_usable_range }} ⇒ 10.0.0.0 - 10.0.0.1
            {{ '10.0.0.0/30'|get_broadcast_address }} ⇒ 10.0.0.3
            {{ '10.0.0.1/30'|get_peer_ip }} ⇒ 10.0.0.2
            {{ '10.0.0.0/31'|get_peer_ip }} ⇒ 10.0.0.1
            {{ '10.0.0.1/31'|get_peer_ip }} ⇒ 10.0.0.0
            {{ '2001:db8::1/127'|get_peer_ip }} ⇒ 2001:db8::
            {{ '10.0.0.0/30'|get_all_host|first }} ⇒ 10.0.0.1
            {{ '10.0.0.1/29'|get_peer_ip }} ⇒ !ValueError
            {{ '10.0.0.0/30'|get_peer_ip }} ⇒ !ValueError
            {{ '10.0.0.0/32'|get_first_usable }} ⇒ !IndexError
            {{ 24|cidr_to_netmask }} ⇒ 255.255.255.0
            {{ 0|cidr_to_netmask }} ⇒ 0.0.0.0
            {{ 32|cidr_to_netmask }} ⇒ 255.255.255.255
            {{ 64|cidr_to_netmaskv6 }} ⇒ ffff:ffff:ffff:ffff::
            {{ '255.255.255.0'|netmask_to_cidr }} ⇒ 24
            {{ '255.255.254.0'|is_netmask }} ⇒ True
            {{ '255.0.255.0'|is_netmask }} ⇒ False
            {{ 'x'|is_netmask }} ⇒ False
            {{ '255.255.255.0'|netmask_to_wildcardmask }} ⇒ 0.0.0.255
            {{ '0.0.0.255'|wildcardmask_to_netmask }} ⇒ 255.255.255.0
            {{ '0.0.0.255'|is_reversible_wildcardmask }} ⇒ True
            {{ '0.0.255.0'|is_reversible_wildcardmask }} ⇒ False
            {{ 'a.b.c.d'|is_reversible_wildcardmask }} ⇒ False
            {{ 33|cidr_to_netmask }} ⇒ !ValueError
            {{ '24'|cidr_to_netmask }} ⇒ !ValueError
            {{ '255.255.255.1'|netmask_to_cidr }} ⇒ !ValueError
            {{ '255.255.255.1'|netmask_to_wildcardmask }} ⇒ !ValueError
            {{ '1.2.3.4'|wildcardmask_to_netmask }} ⇒ !ValueError
            {{ '10.0.0.1-10.0.0.3'|get_range_ips|list }} ⇒ [IPv4Address(&#39;10.0.0.1&#39;), IPv4Address(&#39;10.0.0.3&#39;)]
            {{ '10.0.0.1-10.0.0.3'|get_range_ips }} ⇒ (IPv4Address(&#39;10.0.0.1&#39;), IPv4Address(&#39;10.0.0.3&#39;))
            {{ '10.0.0.2,10.0.0.1'|get_ips_sorted('address') }} ⇒ [&#39;10.0.0.1&#39;, &#39;10.0.0.2&#39;]
            {{ '10.0.0.2/24, 10.0.0.1/24'|get_ips_sorted('interface') }} ⇒ [&#39;10.0.0.1/24&#39;, &#39;10.0.0.2/24&#39;]
            {{ 'x'|get_range_ips }} ⇒ !ValueError
            {{ '10.0.0.1'|get_ips_sorted }} ⇒ !ValueError
            {{ 'AABB.CC00.1122'|mac_to_format('MAC_COLON_TWO') }} ⇒ AA:BB:CC:00:11:22
            {{ 'aa:bb:cc:00:11:22'|mac_to_format('MAC_DOT_FOUR') }} ⇒ aabb.cc00.1122
            {{ 'aa:bb:cc:00:11:22'|mac_to_format }} ⇒ aabbcc001122
            {{ 'aabbcc001122'|mac_to_format(frmt='MAC_DASH_TWO') }} ⇒ aa-bb-cc-00-11-22
            {{ 'aa:bb:cc:00:11:22'|mac_normalize }} ⇒ aabbcc001122
            {{ 'aa-bb-cc-00-11-22'|mac_type }} ⇒ MAC_DASH_TWO
            {{ 'aabb.cc00.1122'|mac_type }} ⇒ MAC_DOT_FOUR
            {{ 'aa:bb:cc:00:11:22'|is_valid_mac }} ⇒ True
            {{ 'aa:bb'|is_valid_mac }} ⇒ False
            {{ 'aabb:cc00:1122'|is_valid_mac }} ⇒ True
            {{ 'aa:bb:cc:00:11:22'|mac_to_int }} ⇒ 187723558162722
            {{ 'aa:bb-cc:00:11:22'|is_valid_mac }} ⇒ False
            {{ 'x'|mac_to_format }} ⇒ !ValueError
            {{ 'aabbcc001122'|mac_to_format('X') }} ⇒ !ValueError
            {{ 'x'|mac_normalize }} ⇒ !ValueError
            {{ 'Gi0/1'|canonical_interface_name }} ⇒ GigabitEthernet0/1
            {{ 'gi1/0/1'|canonical_interface_name }} ⇒ GigabitEthernet1/0/1
            {{ 'Po10'|canonical_interface_name }} ⇒ Port-channel10
            {{ 'Te1/1/1.100'|canonical_interface_name }} ⇒ TenGigabitEthernet1/1/1.100
            {{ 'Foo1'|canonical_interface_name }} ⇒ Foo1
            {{ 'Vlan10'|canonical_interface_name }} ⇒ Vlan10
            {{ 'vlan10'|canonical_interface_name }} ⇒ VLAN10
            {{ 'mgmt0'|canonical_interface_name }} ⇒ Management0
            {{ 'Lo0'|canonical_interface_name }} ⇒ Loopback0
            {{ 'Foo1'|canonical_interface_name({'Foo': 'Bar'}) }} ⇒ Bar1
            {{ 'Eth 1/1'|canonical_interface_name }} ⇒ Ethernet1/1
            {{ 'ge-0/0/0'|canonical_interface_name }} ⇒ ge-0/0/0
            {{ 'Foo1'|canonical_interface_name(verify=true) }} ⇒ !ValueError
            {{ 'GigabitEthernet0/1'|abbreviated_interface_name }} ⇒ Gi0/1
            {{ 'Port-channel10'|abbreviated_interface_name }} ⇒ Po10
            {{ 'Gi0/1'|abbreviated_interface_name }} ⇒ Gi0/1
            {{ 'Foo1'|abbreviated_interface_name }} ⇒ Foo1
            {{ 'Loopback0'|abbreviated_interface_name }} ⇒ Lo0
            {{ 'TwentyFiveGigE1/0/1'|abbreviated_interface_name }} ⇒ Twe1/0/1
            {{ 'Vlan-interface5'|abbreviated_interface_name }} ⇒ Vl5
            {{ 'GigabitEthernet0/1'|abbreviated_interface_name(addl_reverse_map={'GigabitEthernet': 'GE'}) }} ⇒ GE0/1
            {{ 'Foo1'|abbreviated_interface_name(verify=true) }} ⇒ !ValueError
            {{ 'GigabitEthernet0/1'|split_interface }} ⇒ (&#39;GigabitEthernet&#39;, &#39;0/1&#39;)
            {{ 'Port-channel 10'|split_interface }} ⇒ (&#39;Port-channel&#39;, &#39;10&#39;)
            {{ 'mgmt'|split_interface }} ⇒ (&#39;mgmt&#39;, &#39;&#39;)
            {{ 'Gi0/[1-3]'|interface_range_expansion }} ⇒ [&#39;Gi0/1&#39;, &#39;Gi0/2&#39;, &#39;Gi0/3&#39;]
            {{ 'Gi0/1'|interface_range_expansion }} ⇒ [&#39;Gi0/1&#39;]
            {{ 'Et1/[1-2,5]/1'|interface_range_expansion }} ⇒ [&#39;Et1/1/1&#39;, &#39;Et1/2/1&#39;, &#39;Et1/5/1&#39;]
            {{ ['Gi0/1', 'Gi0/2', 'Gi0/3', 'Gi0/5']|interface_range_compress }} ⇒ [&#39;Gi0/1-3&#39;, &#39;Gi0/5&#39;]
            {{ ['Gi1/0/2', 'Gi1/0/1', 'Te1/1/1']|interface_range_compress }} ⇒ [&#39;Gi1/0/1-2&#39;, &#39;Te1/1/1&#39;]
            {{ []|interface_range_compress }} ⇒ []
            {{ ['Gi0/10', 'Gi0/2', 'Gi0/1']|sort_interface_list }} ⇒ [&#39;Gi0/1&#39;, &#39;Gi0/2&#39;, &#39;Gi0/10&#39;]
            {{ ['Gi0/1', 'Po1']|canonical_interface_name_list }} ⇒ [&#39;GigabitEthernet0/1&#39;, &#39;Port-channel1&#39;]
            {{ ['GigabitEthernet0/1', 'X1']|abbreviated_interface_name_list }} ⇒ [&#39;Gi0/1&#39;, &#39;X1&#39;]
            {{ 'a1b22'|regex_sub('x', 'y') }} ⇒ y
            {{ '[0-9]+'|regex_sub('#', 'a1b22') }} ⇒ a#b#
            {{ '([a-z])([0-9])'|regex_sub('\\2\\1', 'a1 b2') }} ⇒ 1a 2b
            {{ '(?P<x>a)'|regex_sub('<\\g<x>>', 'banana') }} ⇒ b&lt;a&gt;n&lt;a&gt;n&lt;a&gt;
            {{ 'a'|regex_sub('b', 'aaa', 2) }} ⇒ bba
            {{ 'x*'|regex_sub('-', 'abxd') }} ⇒ -a-b--d-
            {{ '[0-9]+'|regex_findall('a1b22') }} ⇒ [&#39;1&#39;, &#39;22&#39;]
            {{ '([a-z])([0-9])'|regex_findall('a1 b2') }} ⇒ [(&#39;a&#39;, &#39;1&#39;), (&#39;b&#39;, &#39;2&#39;)]
            {{ '([a-z])[0-9]'|regex_findall('a1 b2') }} ⇒ [&#39;a&#39;, &#39;b&#39;]
            {{ 'b'|regex_search('abc') }} ⇒ b
            {{ 'x'|regex_search('abc') }} ⇒ None
            {{ '(b)(c)?'|regex_search('abd') }} ⇒ [&#39;b&#39;, None]
            {{ 'b'|regex_match('abc') }} ⇒ None
            {{ 'a'|regex_match('abc') }} ⇒ a
            {{ '(a)(b)'|regex_match('abc') }} ⇒ [&#39;a&#39;, &#39;b&#39;]
            {{ ','|regex_split('a,b,c') }} ⇒ [&#39;a&#39;, &#39;b&#39;, &#39;c&#39;]
            {{ ','|regex_split('a,b,c', 1) }} ⇒ [&#39;a&#39;, &#39;b,c&#39;]
            {{ '(,)'|regex_split('a,b') }} ⇒ [&#39;a&#39;, &#39;,&#39;, &#39;b&#39;]
            {{ '\\d+'|regex_findall('1 22 333') }} ⇒ [&#39;1&#39;, &#39;22&#39;, &#39;333&#39;]
            {{ ''|regex_findall('ab') }} ⇒ [&#39;&#39;, &#39;&#39;, &#39;&#39;]
            {{ 'é'|regex_sub('e', 'café') }} ⇒ cafe
            {{ '\\bfoo\\b'|regex_search('a foo b') }} ⇒ foo
            {{ '^a'|regex_findall('aaa') }} ⇒ [&#39;a&#39;]
            {{ [1, 2, 3, 5]|vlanlist_to_config }} ⇒ [&#39;1-3,5&#39;]
            {{ [1, 2, 5, 7, 8, 9, 10]|vlanlist_to_config }} ⇒ [&#39;1,2,5,7-10&#39;]
            {{ [5, 3, 3]|vlanlist_to_config }} ⇒ [&#39;3,5&#39;]
            {{ [1, 2, 3]|vlanlist_to_config(min_grouping_size=1) }} ⇒ [&#39;1,2,3&#39;]
            {{ [1, 2]|vlanlist_to_config(min_grouping_size=2) }} ⇒ [&#39;1-2&#39;]
            {{ []|vlanlist_to_config(return_empty=true) }} ⇒ []
            {{ '1-3,5'|vlanconfig_to_list }} ⇒ [1, 2, 3, 5]
            {{ '1,2'|vlanconfig_to_list }} ⇒ [1, 2]
            {{ '1-3,5,7-9'|vlanconfig_to_list }} ⇒ [1, 2, 3, 5, 7, 8, 9]
            {{ 'vlan 10'|vlanconfig_to_list }} ⇒ [10]
            {{ []|vlanlist_to_config }} ⇒ !ValueError
            {{ [5000]|vlanlist_to_config }} ⇒ !ValueError
            {{ 'abc'|vlanconfig_to_list }} ⇒ !ValueError
            {{ '1-5000'|vlanconfig_to_list }} ⇒ !ValueError
            {{ '65000.1'|asn_to_int }} ⇒ 4259840001
            {{ '65000'|asn_to_int }} ⇒ 65000
            {{ 4259840001|int_to_asdot }} ⇒ 65000.1
            {{ 65535|int_to_asdot }} ⇒ 65535
            {{ 65536|int_to_asdot }} ⇒ 1.0
            {{ '65536'|int_to_asdot }} ⇒ 1.0
            {{ 'x'|asn_to_int }} ⇒ !ValueError
            {{ 0|int_to_asdot }} ⇒ !ValueError
            {{ 4294967296|int_to_asdot }} ⇒ !ValueError
            {{ '1Gbps'|name_to_bits }} ⇒ 1000000000
            {{ '10 Mbps'|name_to_bits }} ⇒ 10000000
            {{ '1.5Gbps'|name_to_bits }} ⇒ 1500000000
            {{ '10Gbit/s'|name_to_bits }} ⇒ 10000000000
            {{ '1MBps'|name_to_bits }} ⇒ 8000000
            {{ '1GBps'|name_to_bytes }} ⇒ 1000000000.0
            {{ '8Mbps'|name_to_bytes }} ⇒ 1000000.0
            {{ 1000000|bits_to_name }} ⇒ 1Mbps
            {{ 1500000|bits_to_name }} ⇒ 2Mbps
            {{ 1500000|bits_to_name(1) }} ⇒ 1.5Mbps
            {{ 100|bits_to_name }} ⇒ 100bps
            {{ 10000000000|bits_to_name }} ⇒ 10Gbps
            {{ 1000.0|bytes_to_name }} ⇒ 8000.0Bps
            {{ 1000000.0|bytes_to_name }} ⇒ 1000.0KBps
            {{ '10Gbps'|name_to_name('Mbps') }} ⇒ 10000.0Mbps
            {{ '1GBps'|name_to_name('Gbps') }} ⇒ 8.0Gbps
            {{ '100Kb'|name_to_bits }} ⇒ 100000
            {{ 'x'|name_to_bits }} ⇒ !ValueError
            {{ 5|name_to_bits }} ⇒ !ValueError
            {{ 'x'|bits_to_name }} ⇒ !ValueError
            {{ 93600|uptime_seconds_to_string }} ⇒ 1 day, 2 hours
            {{ 1|uptime_seconds_to_string }} ⇒ 1 second
            {{ 0|uptime_seconds_to_string }} ⇒
            {{ 31536000|uptime_seconds_to_string }} ⇒ 1 year
            {{ '1 year, 2 weeks, 3 days, 4 hours, 5 minutes'|uptime_string_to_seconds }} ⇒ 33019500
            {{ '3 days, 04:05:06'|uptime_string_to_seconds }} ⇒ 273906
            {{ '5 minutes'|uptime_string_to_seconds }} ⇒ 300
            {{ '1w2d3h4m5s'|uptime_string_to_seconds }} ⇒ 788645
            {{ 'x'|uptime_string_to_seconds }} ⇒ !ValueError
            {{ 'banner login ^\nx^'|delimiter_change('^', '#') }} ⇒ banner login #⏎x#
            {{ 'banner login #\nx#'|delimiter_change('#', '^C') }} ⇒ banner login ^C⏎x^C
            {{ 'banner ^CCC x'|delimiter_change('^C', '^C') }} ⇒ banner ^C x
            {{ '^'|normalise_delimiter_caret_c('banner ^\nx^') }} ⇒ banner ^C⏎x^C
            {{ '1.2.3'|compare_version_loose('<', '1.10') }} ⇒ True
            {{ '1.2.3'|compare_version_loose('==', '1.2.3') }} ⇒ True
            {{ '15.1(2)T'|compare_version_loose('>', '15.1(1)T') }} ⇒ True
            {{ '1.2'|compare_version_strict('<', '1.3') }} ⇒ True
            {{ '1.2'|compare_version_strict('==', '1.2.0') }} ⇒ True
            {{ '1.2b1'|compare_version_strict('<', '1.2') }} ⇒ True
            {{ '1.0'|compare_version_loose('!=', '1.1') }} ⇒ True
            {{ '1'|get_upgrade_path('3', ['1', '2', '3', '4']) }} ⇒ [&#39;2&#39;, &#39;3&#39;]
            {{ '9.1'|compare_version_loose('>=', '9.1') }} ⇒ True
            {{ '1.2'|compare_version_loose('x', '1') }} ⇒ !ValueError
            {{ 'x'|compare_version_strict('<', '1.3') }} ⇒ !ValueError
            {{ '3'|get_upgrade_path('1', []) }} ⇒ !ValueError
            """#)
}
