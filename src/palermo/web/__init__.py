"""The shell: layout, navigation, components, assets. No rule of the domain lives here."""
