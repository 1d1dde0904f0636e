"""What random templates are made of: a grammar, whose rules are the ways in which a kind of thing can be written.

A rule is a piece of a template; rules are set apart by two spaces. `<kind>` in it is a hole, to be filled by a rule of
that kind; `$kind` is a new variable, the same one wherever it stands in the rule. A hole may say more than its kind:

| `+kind` | what fills it knows the variable `$kind` of the rule, or Jinja's own `loop` |
| `top`   | it knows only what a template knows at its top level                       |
| `alone` | it knows nothing but the functions of the environment                      |
| `file`  | it stands in a template of its own, whose name is put here                 |

`<keep +kind>` is empty: what follows in the same body knows the variable. First rules are the simplest: failures shrink
towards them. Whatever a filter or an operator joins is bracketed, so that any rule can stand in any hole.
"""

import re

WORDS = """
word: "iron"  "a"  "news"  "Ann Lee"  ""  "Article"  "en"  "9"
small: 1  2  3  4
index: 0  1  -1  2  -2  3
slice: :2  1:  1:3  :-1  -2:  ::2  ::-1  -1::-2  5:  :  2:1  :100
plain: title  slug  url  status  lang  template  relative_source_path  source_path
path: title  slug  date  category  category.name  date.year  author.slug  lang  locale_date
attribute: title  slug  url  save_as  status  lang  template  relative_source_path  source_path  relative_dir  content
  summary  date_format  timezone  in_default_lang  mood  missing  default_template  default_status  locale_date
  locale_modified  author  category  filename  _content  _summary  _status  mandatory_properties  allowed_statuses
  override_save_as
field: title  date  tags  slug  category  mood  missing  summary  status  lang  template
format: %Y  %d %B %Y  %Y-%m-%d  %A  %b %d
address: url  save_as
setting: SITENAME  SITEURL  THEME  ARTICLE_URL  DEFAULT_LANG
termly: name  slug  url  save_as  page_name  missing  _name
"""

EXPRESSIONS = """
text: <word>  <content>.<attribute>  <content>["<attribute>"]  (<content>|attr("<attribute>"))
  <content>.metadata.<field>  <content>.metadata["<field>"]  <content>.metadata.get("<field>", <word>)
  <content>.get_relative_source_path()  <content>.get_relative_source_path(<word>)
  <content>.get_url_setting("<address>")  <content>.get_siteurl()  <written>.get_content(<word>)
  <written>.url_format.slug  <written>.url_format["lang"]  <article>.url_format.date
  <article>.url_format  <written>._expand_settings("<address>")  <content>.settings.SITENAME
  <content>.settings["<setting>"]  <content>.__class__.__name__
  <article>.author.name  <article>.authors[<index>].slug  <article>.locale_date.upper()
  <article>.title.split()[<index>]
  <term>.<termly>  <term>["<termly>"]  (<term>|string)  <term>.as_dict().slug
  (<date>|strftime("<format>"))  <date>.strftime("<format>")  <date>.isoformat()  <date>.date()  <date>.tzinfo
  <date>.replace(day=1)
  <period>.url  <period>.save_as  (<period>.period|join("-"))  (<period>.period_num|first)
  <paging>.url  <paging>.save_as  <paging>.base_name  <paging>  <paginator>.url
  (<text>|upper)  (<text>|string|title)  (<text>|striptags)  (<text>|string|truncate(9))
  (<text>|string|replace(<word>, <word>))  (<text>|default(<text>))  (<text>|default(<text>, true))  (<text>|e)
  (<text>|string|tojson)  (<text>|shout)  (<article>|describe)  (<text> ~ <text>)  (<text>|string)[<slice>]
  (<text>|string).upper()  ("%s of %s"|format(<text>, <number>))  (<text> if <flag> else <text>)  (<text> or <text>)
  (<texts>|join(<word>))  (<texts>|first)  (<texts>|last)  (<texts>|min)  (<texts>|max)
  (<articles>|join(<word>, attribute='<plain>'))  (<articles>|join(<word>))  (<number>|string)  motto()
  (<article>.tags|default([])|map(attribute='<termly>')|join)  ((<articles>|groupby('<path>')|list)[<index>]).grouper
number: <small>  (<articles>|length)  (<texts>|count)  (<text>|string|length)  (<text>|string|wordcount)
  (<content>.title|length)  (<content>.content|default('')|wordcount)  <date>.year  <date>.day  (<date> - <date>).days
  <articles>.index(<article>)  <articles>.count(<article>)  (<texts>|map('string')|map('length')|sum)
  (<articles>|sum(attribute='date.day'))  (<articles>|map(attribute='date.year')|max)
  (<number> + <number>)  (<number> - <number>)  (<number> * <small>)  (<number> // <small>)  (<number> % <small>)
  (<number> / <small>)  (-<number>)  (<number>|abs)  (<number> if <flag> else <number>)
  (<article>.metadata|length)  (<article>.tags|default([])|length)  (<article>.translations|length)
  (<written>.get_static_links()|length)  (<article>.mood|length)  (<articles>|tagged)
  <paging>.number  <paging>.start_index()  <paging>.end_index()
  <paginator>.num_pages  <paginator>.count  <paginator>.per_page
  (<terms>|length)  (<terms>|first|last|length)  (<loop>.index + <loop>.length)  <loop>.index  <loop>.revindex
flag: true  false  <articles>  <text>  <number>  (not <flag>)  (<flag> and <flag>)  (<flag> or <flag>)
  (<article> in <articles>)  (<article> not in <articles>)  (<article> is in(<articles>))  (<word> in (<text>|string))
  (<word> in <article>.tags)  (<term> in <article>.tags)  (<term> in <article>.authors)  (<text> in <texts>)
  (<word> in <content>.metadata)  (<text> == <text>)  (<text>|string < <text>|string)  (<number> > <number>)
  (<number> <= <number>)  (<number> is even)  (<number> is divisibleby(<small>))  (<date> < <date>)
  (<date> == <date>)  (<articles> == <articles>)  (<articles> != <articles>)  (<article> == <article>)
  (<article> is sameas(<article>))  (<term> == <word>)  (<term> == <term>)  (<term> < <term>)  (<texts> == <texts>)
  (<content>.<attribute> is defined)  (<content>.<attribute> is string)  (<content>.<attribute> is none)
  (<content>.metadata.<field> is defined)  (<content>.<attribute> is callable)  (<written>.get_content is callable)
  (<text> is string)  (<articles> is sequence)  (<articles> is iterable)  (<content>.metadata is mapping)
  (<content> is mapping)  (<article> is long)  <content>.is_valid()  <content>._has_valid_status()
  <paging>.has_next()  <paging>.has_previous()  <paging>.has_other_pages()
  <loop>.first  <loop>.last  <loop>.changed(<text>)
date: <article>.date  <article>.metadata.date  (<article>.modified|default(<article>.date))
content: <article>  <page>  <static>
written: <article>  <page>
article: <articles>[<index>]  (<articles>|first)  (<articles>|last)  (<articles>|min(attribute='<plain>'))
  (<articles>|max(attribute='date'))  (<article> if <flag> else <article>)
  (<article>.translations|default([<article>], true))[0]  (<articles>|max(attribute='<path>'))
  (<article>.prev_article|default(<article>, true))  (<article>.next_article|default(<article>, true))
page: <pages>[<index>]  (<pages>|first)  (<page> if <flag> else <page>)
static: <statics>[<index>]  (<statics>|last)
articles: [<article>, <article>]  [<article>]  <article>.translations  <articles>[<slice>]
  (<articles> + <articles>)  (<articles> * 2)  (<articles>|list)  <articles>.copy()
  (<articles>|sort(attribute='<path>'))  (<articles>|sort(attribute='<path>', reverse=true))
  (<articles>|sort(attribute='<path>,<path>'))  (<articles>|reverse|list)
  (<articles>|selectattr('<attribute>')|list)  (<articles>|selectattr('category', 'equalto', <word>)|list)
  (<articles>|selectattr('<path>', 'equalto', <article>.<path>)|list)
  (<articles>|selectattr('modified', 'defined')|list)  (<articles>|selectattr('title', 'ne', <text>)|list)
  (<articles>|rejectattr('<attribute>')|list)  (<articles>|rejectattr('slug', 'in', <texts>)|list)
  (<articles>|select('long')|list)  (<articles>|reject('in', <articles>)|list)
  (<articles>|unique(attribute='category')|list)  (<articles>|unique(attribute='<plain>')|list)
  (<articles>|unique|list)  (<articles>|select|list)  (<article>.related_posts|default([]))  (<articles>|batch(3, <article>)|last)
  (<articles>|sort(attribute='<attribute>'))  (<articles>|selectattr('<path>', 'lt', <article>.<path>)|list)
  (<articles>|batch(<small>)|first)  (<articles>|batch(<small>)|list)[-1]  (<articles>|slice(<small>)|first)
  (<articles>|groupby('<path>')|first).list  (<articles>|groupby('<path>')|map(attribute='list')|list)[-1]
  (<articles>|groupby('mood', default='none')|last)[1]  (<articles> if <flag> else <articles>)
  <period>.articles  <period>.dates  <paging>.object_list  <paginator>.object_list
  (<terms>|first)[1]  (<terms>|map('last')|list)[<index>]
  (<terms>|selectattr(0, 'equalto', <word>)|map('last')|first)
pages: (<pages>|sort(attribute='<plain>'))  <pages>[<slice>]  <page>.translations  [<page>]
statics: <statics>[<slice>]
term: <article>.category  <article>.author  <article>.authors[<index>]  <article>.tags[0]  (<terms>|first)[0]
  (<terms>|map('first')|max)  (<articles>|map(attribute='category')|first)
terms: (<terms>|sort)  <terms>[<slice>]  (<terms>|list)
texts: [<text>, <text>]  (<articles>|map(attribute='<plain>')|list)
  (<articles>|map(attribute='<path>')|map('string')|list)  (<articles>|map(attribute='mood', default=<word>)|list)
  (<articles>|map('attr', '<plain>')|list)  (<article>.tags|default([])|map('string')|list)
  (<article>.authors|map(attribute='slug')|list)  (<terms>|map('first')|map('string')|sort)
  (<content>.metadata|sort)  (<content>.metadata.keys()|list)  (<content>.metadata|dictsort|map('first')|list)
  (<text>|string).split()  (<texts>|sort)  (<texts>|unique|list)  (<texts>|reverse|list)  <texts>[<slice>]
  (<texts> + <texts>)  (<articles>|map('string')|list)  (<articles>|map('describe')|list)  (<texts>|map('upper')|list)
thing: <text>  <number>  <flag>  <date>  <content>  <term>  <texts>  (<texts>|tojson)  (<number>|tojson)
  <article>.tags  <article>.metadata  <article>.authors  <article>.date.tzinfo
  (<articles>|map(attribute='title')|list|pprint)  {<word>: <text>, 'n': <number>}  (<text>, <number>)
  (<content>.__dict__ is defined)  (['a']|random)  lipsum(0)  (range(<small>)|list)  (dict(a=<text>)|dictsort)
  {<article>: <text>}[<article>]  (<articles>|map('attr', '<attribute>')|map('string')|list)
"""

# what only the context knows
OF_THE_CONTEXT = """
articles: articles  dates  articles  hidden_articles  drafts  (<articles> + drafts + hidden_articles)
article: articles[0]  articles[<index>]  dates[<index>]  (dates|last)  (<articles>|first)
  generated_content.get("articles/b.md", articles[0])
pages: pages  hidden_pages  draft_pages
statics: (staticfiles|sort(attribute='source_path'))
terms: tags  categories  authors  (tags|sort)
period: period_archives.year[<index>]  period_archives["month"][<index>]  (period_archives.month|last)
name: SITENAME  SITEURL  MISSING  SITESUBTITLE  AUTHOR  MENUITEMS  DEFAULT_LANG  output_file  localsiteurl
  page_name  blog  url  template_name  period  period_num  related_posts  articles_page  translations  PLUGINS
  PAGINATED_TEMPLATES  ARTICLE_URL  FEED_ATOM
text: <name>  <written>.get_content(SITEURL)  <written>.get_summary(localsiteurl)  (<name>|default("none"))  (<name> or <word>)  articles[0].<attribute>  static_content["images/b.gif"].url
number: (staticfiles|length)  (generated_content|length)  (<name>|string|length)
flag: <name>  ("images/a.gif" in static_content)  ("articles/b.md" in generated_content)  (generated_content["articles/e.md"] is defined)
  (<name> is defined)  (<name> is string)  (<name> == <name>)  (articles_page is none)
thing: <name>  (period_archives.keys()|list)  (period_archives|dictsort|length)  <articles>[<index>].<attribute>
"""

STATEMENTS = """
body: <statement>  <statement><statement>  <statement>, <statement>; <statement>
statement: {{ <thing> }}  words  {# a comment #}  {{ <text> }}  {{ <text> }}-{{ <thing> }}
  {% if <flag> %}<body>{% endif %}  {% if <flag> %}<body>{% elif <flag> %}<body>{% else %}<body>{% endif %}
  {% for $article in <articles> %}<body +article +loop>{% endfor %}
  {% for $article in <articles> %}{{ $article.title }}{{ loop.index }}{% endfor %}
  {% for $article in <articles> if <flag +article> %}<body +article +loop>{% else %}<body>{% endfor %}
  {% for $article in <articles> %}{% if loop.index > <small> %}{% break %}{% endif %}<body +article>{% endfor %}
  {% for $article in <articles> %}{% if <flag +article> %}{% continue %}{% endif %}<body +article>{% endfor %}
  {% for $article in <articles> %}{% if loop.previtem %}{{ loop.previtem.<plain> }}{% endif %}{% endfor %}
  {% for $article in <articles> %}{% if loop.nextitem %}{{ loop.nextitem.<plain> }}{% endif %}{% endfor %}
  {% for $article in <articles> %}{% if loop.changed($article.<path>) %}{{ $article.<path> }}{% endif %}{% endfor %}
  {% for $article in <articles> %}{{ loop.cycle(<text>, <text>) }}{% if loop.last %}.{% endif %}{% endfor %}
  {% for $article in <articles> recursive %}{{ <text +article> }}{{ loop($article.translations) if loop.depth < 3 }}{% endfor %}
  {% for $page in <pages> %}<body +page +loop>{% endfor %}  {% for $static in <statics> %}<body +static>{% endfor %}
  {% for $term, $articles in <terms> %}<body +term +articles>{% endfor %}
  {% for $term in <article>.tags %}<body +term +loop>{% endfor %}
  {% for $text, $articles in <articles>|groupby('<path>') %}<body +text +articles>{% endfor %}
  {% for $articles in <articles>|batch(<small>) %}<body +articles>{% endfor %}
  {% for $articles in <articles>|slice(<small>) %}<body +articles +loop>{% endfor %}
  {% for $text in <texts> %}<body +text +loop>{% endfor %}
  {% for $text, $thing in <content>.metadata.items() %}{{ $text }}={{ $thing }}{% endfor %}
  {% set $text = <text> %}<keep +text>  {% set $articles = <articles> %}<keep +articles>
  {% set $article = <article> %}<keep +article>  {% set $number = <number> %}<keep +number>
  {% set $text %}<body>{% endset %}<keep +text>  {% set $text | upper %}<body>{% endset %}{{ $text }}
  {% set $n = namespace(sum=0) %}{% for $article in <articles> %}{% set $n.sum = $n.sum + <number +article> %}{% endfor %}{{ $n.sum }}
  {% set $texts = [] %}{% for $article in <articles> %}{% do $texts.append(<text +article>) %}{% endfor %}{{ $texts|join(" ") }}
  {% with $article = <article> %}<body +article>{% endwith %}  {% with $text = <text> %}<body +text>{% endwith %}
  {% set $j = joiner(<word>) %}{% for $article in <articles> %}{{ $j() }}{{ $article.<path> }}{% endfor %}
  {% autoescape true %}<body>{% endautoescape %}  {% set $number, $text = <number>, <text> %}<keep +number +text>
  {% filter upper %}<body>{% endfilter %}  {% filter replace(<word>, "-") %}<body>{% endfilter %}
  {% macro $m($article) %}<body top +article>{% endmacro %}{{ $m(<article>) }}{{ $m(<article>)|length }}
  {% macro $m($text, $number=3) %}<body top +text +number>{% endmacro %}{{ $m(<text>) }}{{ $m(<text>, <number>) }}
  {% macro $m($article) %}[{{ caller($article) }}]{% endmacro %}{% call($page) $m(<article>) %}{{ $page.<plain> }}<body>{% endcall %}
  {% macro $m() %}{{ varargs|length }}{% for $article in varargs %}{{ $article.title }}{% endfor %}{% endmacro %}{{ $m(<article>, <article>) }}{{ $m(*<articles>) }}
  {% include "<body file>" %}  {% include "<body file top>" %}  {% include "<body file alone>" without context %}
  {% include ["perhaps.html", "<body file>"] %}  {% include "perhaps.html" ignore missing %}  {% include "!theme/perhaps.html" ignore missing %}
  {% include "part-" ~ (<text>|string)[:9] ~ ".html" ignore missing %}  {% include "part-" ~ <article>.slug ~ ".html" ignore missing %}
  {% include "<body file>" if <flag> else "<body file>" %}
  {% import "<library file alone>" as $m %}{{ $m.show(<article>) }}{{ $m.told }}
  {% import "<library file>" as $m with context %}{{ $m.show(<article>) }}{{ $m.told }}
  {% from "<library file alone>" import show as $m, told %}{{ $m(<article>) }}{{ told }}
  {% from "<library file>" import show with context %}{{ show(<article>) }}
library: {% macro show($article) %}<body +article>{% endmacro %}{% set told = <text> %}
whole: <body>  <body>  <body> <body>  <body>.<body>.<body>  <body>{% block one %}<body top>{% endblock %}<body>{{ self.one() }}
  {% extends "<base file top>" %}{% block one %}<body top>{% endblock %}
  {% extends "<base file top>" %}{% set $text = <text> %}{% block one %}{{ super() }}{{ $text }}{% endblock %}
  {% extends "<base file top>" %}{% block two %}{{ super() }}{{ self.one() }}{% endblock %}
  {% extends "!simple/base.html" %}{% block content %}{{ super() }}<body top>{% endblock %}
  {% extends "<base file top>" if <flag> else "<base file top>" %}{% block one %}<body top>{% endblock %}
base: <body>{% block one %}<body top>{% endblock %}{% block two %}<body top>{% endblock %}
  {% extends "<base file top>" %}{% block one %}{{ super() }}<body top>{% endblock %}
  {% for $article in <articles> %}{% block one scoped %}<body top +article>{% endblock %}{% endfor %}{% block two %}{% endblock %}
"""


def rules(table):
    """{kind: [rules]} of one of the tables above."""
    found = {}
    for line in table.strip().splitlines():
        kind, _, written = re.match(r"(?:(\w+):)?( +)?(.*)", line).groups()
        if kind:
            latest = found[kind] = []
        latest += re.split(r"  +", written.strip())
    return found
