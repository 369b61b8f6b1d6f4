package raw

import (
	"strings"
)

// named says whether one of the names that a component goes by is one of the
// target's own. Names are compared as image references, hosts or repositories
// are: without regard to case of hosts, to a final dot, to ".git", and a
// reference without tag or digest names every tag.
func named(names, ids []string) bool {
	for _, n := range names {
		for _, id := range ids {
			if sameTarget(n, id) {
				return true
			}
		}
	}
	return false
}

func sameTarget(name, id string) bool {
	if name == "" || id == "" {
		return false
	}
	n, i := plain(name), plain(id)
	if n == i {
		return true
	}
	repo, version := image(n)
	other, theirs := image(i)
	switch {
	case repo == "" && version != "":
		return version == theirs // a bare digest
	case version == "":
		return repo == other
	}
	return repo == other && version == theirs
}

// plain strips from a name what does not tell targets apart.
func plain(s string) string {
	s = strings.TrimSpace(s)
	for _, scheme := range []string{"https://", "http://", "ssh://git@", "git://", "docker.io/library/", "docker.io/", "index.docker.io/library/"} {
		s = strings.TrimPrefix(s, scheme)
	}
	s = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(s, "/"), ".git"), ".")
	host, rest, ok := strings.Cut(s, "/")
	if !ok {
		return strings.ToLower(s)
	}
	return strings.ToLower(host) + "/" + rest
}

// image splits an image reference into repository and tag or digest. A digest
// outranks a tag. What is no reference comes back whole.
func image(s string) (repo, version string) {
	if strings.HasPrefix(s, "sha256:") {
		return "", s
	}
	if r, d, ok := strings.Cut(s, "@"); ok {
		r, _ = tag(r)
		return r, d
	}
	return tag(s)
}

func tag(s string) (repo, version string) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 || strings.ContainsRune(s[i:], '/') {
		return s, ""
	}
	return s[:i], s[i+1:]
}
