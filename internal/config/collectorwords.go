package config

import (
	"maps"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/strictyaml"
)

// Loopback says whether a host is this very machine.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// harmless are endings of flags that name a secret and do not hold it.
var harmless = regexp.MustCompile(`(?i)[-_]?(file|path|id|ids|name|arn)$`)

func (k *checker) github(e Collector) {
	if e.Repositories == nil && !e.Organization.Set() {
		k.add(e.Type.Place, "a github collector needs repositories or an organization", "add repositories: [OWNER/NAME] or organization:")
	}
	k.matches(e.Repositories, repository, "a repository", "write OWNER/NAME")
	k.match(e.Organization, owner, "an organization", "write its login")
	for _, w := range e.Collect {
		k.word(w, slices.Sorted(maps.Keys(GitHubTopics))...)
		switch members := w.Value == "members"; {
		case members && !e.Organization.Set():
			k.add(w.Place, "members are those of an organization", "add organization:")
		case !members && e.Repositories == nil:
			k.add(w.Place, w.Value+" is of repositories", "add repositories:")
		}
	}
}

func (k *checker) kubernetes(e Collector) {
	n := 0
	for _, given := range []bool{e.URL.Set(), e.Kubeconfig.Set(), e.InCluster.Value} {
		if given {
			n++
		}
	}
	if n != 1 {
		k.add(e.Type.Place, "a kubernetes collector has one of url, kubeconfig and in-cluster", "keep one")
	}
	if e.Context.Set() && !e.Kubeconfig.Set() {
		k.add(e.Context.Place, "context is of a kubeconfig", "add kubeconfig:")
	}
	if (e.Auth != nil || e.CA.Set()) && !e.URL.Set() {
		k.add(e.Type.Place, "auth and ca are those of url", "remove them; the kubeconfig or the cluster says its own")
	}
	if e.Resources == nil {
		k.add(e.Type.Place, "a kubernetes collector needs the resources to list", "add resources: [v1/pods, apps/v1/deployments]")
	}
	k.matches(e.Resources, resource, "a resource", "write VERSION/NAME or GROUP/VERSION/NAME, as v1/pods or apps/v1/deployments")
	for _, r := range e.Resources {
		if r.Value == "v1/secrets" {
			k.add(r.Place, "secrets are not collected", "what is known of them without their content, metadata alone, no format reads")
		}
	}
	k.matches(e.Namespaces, key, "a namespace", "write its name")
}

// authorization is a header with credentials among the words of a program.
var authorization = regexp.MustCompile(`(?i)^[A-Za-z-]*authorization: *[A-Za-z]+ +\S|^(bearer|basic) +\S`)

// secretWord says whether a word is an address with a password, or a header with
// credentials.
func secretWord(word string) bool {
	if authorization.MatchString(word) {
		return true
	}
	u, err := url.Parse(word)
	if err != nil || u.User == nil {
		return false
	}
	_, has := u.User.Password()
	return has && u.Host != ""
}

// program checks what is run: a program and its words, none of them a secret.
func (k *checker) program(e Collector) {
	if e.Type.Value == CollectCommand && len(e.Run) == 0 {
		k.add(e.Type.Place, "a command collector needs what it is to run", "add run: [PROGRAM, ARGUMENT]")
	}
	if e.Type.Value == CollectOsquery && len(e.Queries) == 0 {
		k.add(e.Type.Place, "an osquery collector needs its queries", "add queries: with a name for each")
	}
	for i, word := range e.Run {
		name, _, given := strings.Cut(word.Value, "=")
		flag := strings.HasPrefix(name, "-") && secretWords.MatchString(strings.TrimLeft(name, "-")) && !harmless.MatchString(name)
		switch {
		case i == 0 && word.Value == "", strings.ContainsRune(word.Value, 0):
			k.add(word.Place, "this is no word to run", "write each word by itself; there is no shell")
		case secretWord(word.Value):
			k.add(word.Place, "an argument holds a password or a token, which does not stand in this file", "have the program read it from a variable, and name that in env:; and change it, for it has been written here")
		case flag && (given || i+1 < len(e.Run) && !strings.HasPrefix(e.Run[i+1].Value, "-")):
			k.add(word.Place, "an argument holds what looks like a secret, which does not stand in this file", "have the program read it from a variable, and name that in env:; and change it, for it has been written here")
		}
	}
	k.matches(e.Env, variable, "a name of a variable", "write the variable's name, not its value")
	k.match(e.SHA256, sha256Hex, "a sha256", "64 digits of 0-9 and a-f, as sha256sum prints them")
	for _, name := range slices.Sorted(maps.Keys(e.Queries)) {
		if !isToken(name) {
			k.add(e.Queries[name].Place, strictyaml.Quote(name)+" is no name for a query", "a name begins with a letter and has letters, digits, - . _")
		}
		if strings.TrimSpace(e.Queries[name].Value) == "" {
			k.add(e.Queries[name].Place, "the query is empty", "write it, or remove it")
		}
	}
}
