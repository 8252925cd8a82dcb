"""Country packs as data, and the development-time builder that makes them from pinned registry packages."""
