"""Gives templates the words of the settings for those that they ask for with `gettext`."""

from pelican import signals


def _install(generator):
    phrases = generator.settings["I18N_PHRASES"]

    def one(text):
        return phrases.get(text, text)

    def several(singular, plural, number):
        return one(singular if number == 1 else plural)

    generator.env.install_gettext_callables(one, several, newstyle=True)


def register():
    """Do so for each generator."""
    signals.generator_init.connect(_install)
