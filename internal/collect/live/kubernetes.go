package live

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/collect"
	"github.com/assay-compliance/assay/internal/config"
)

// kubernetesPage is how many objects a page has, as kubectl asks.
const kubernetesPage = "500"

// collectKubernetes lists resources of a cluster into one list, as `kubectl get
// -o json` writes several. Secrets are never asked for.
//
// Source: Kubernetes API concepts, "Retrieving large results sets in chunks".
func collectKubernetes(ctx context.Context, r *run) []Capture {
	c := r.capture("objects", r.Brings(), func(c *Capture) ([]byte, error) {
		s, base, err := r.cluster()
		if err != nil {
			return nil, err
		}
		defer s.close()
		data, err := s.objects(ctx, base, r.Resources.Words(), r.Namespaces.Words())
		c.Asked, c.Redacted = s.asked, s.redactor.removed()
		return data, err
	})
	if c.Format == "" {
		c.Format = "kubernetes"
	}
	return []Capture{c}
}

// cluster opens a session with the API server that the collector names.
func (r *run) cluster() (*session, string, error) {
	if r.URL.Set() {
		s, err := r.session(r.URL.Value, nil)
		return s, strings.TrimSuffix(r.URL.Value, "/"), err
	}
	k, err := r.kubeconfig()
	if err != nil {
		return nil, "", err
	}
	s, err := r.session(k.server, func(c *tls.Config) error {
		c.RootCAs, c.Certificates, c.ServerName = k.pool, k.certificates, k.serverName
		return nil
	})
	if err == nil && k.login != nil {
		s.login = k.login
	}
	return s, strings.TrimSuffix(k.server, "/"), err
}

// objects lists resources, in the whole cluster or in namespaces.
func (s *session) objects(ctx context.Context, base string, resources, namespaces []string) ([]byte, error) {
	if len(namespaces) == 0 {
		namespaces = []string{""}
	}
	out, n := []byte("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"\"},\"items\":["), 0
	for _, resource := range resources {
		for _, namespace := range namespaces {
			u, err := url.Parse(base + resourcePath(resource, namespace) + "?limit=" + kubernetesPage)
			if err != nil {
				return nil, failure(evidence.Refused, "correct the server's address", "this is no address")
			}
			pages, err := s.chunks(ctx, u)
			var away *gone
			if errors.As(err, &away) { // the list changed under our hands: once more, from the beginning
				pages, err = s.chunks(ctx, u)
			}
			if err != nil {
				return nil, err
			}
			for _, page := range pages {
				if out, n, err = appendItems(out, n, page.clean, resource); err != nil {
					return nil, err
				}
			}
		}
	}
	return append(out, "\n]}"...), nil
}

// resourcePath is where a resource is listed: GROUP/VERSION/NAME or VERSION/NAME
// of the core group.
func resourcePath(resource, namespace string) string {
	parts := strings.Split(resource, "/")
	at, name := "/api/", parts[len(parts)-1]
	if len(parts) == 3 {
		at = "/apis/"
	}
	at += path.Dir(resource)
	if namespace != "" {
		at += "/namespaces/" + url.PathEscape(namespace)
	}
	return at + "/" + name
}

// chunks asks for a list until the server gives no continue any more.
func (s *session) chunks(ctx context.Context, u *url.URL) ([]*answer, error) {
	var out []*answer
	seen := map[string]bool{}
	for next := u; next != nil; {
		a, err := s.get(ctx, next)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
		next = nil
		token, there := scalarAt(a.body, []string{"metadata", "continue"})
		switch {
		case !there:
		case seen[token] || token == "":
			return nil, failure(evidence.Unfinished, "tell those who run the cluster", "the pages lead round in a circle")
		case len(out) >= (*config.Paging)(nil).Most():
			return nil, failure(evidence.Unfinished, "list fewer namespaces at once", "there are more than %d pages", len(out))
		default:
			seen[token] = true
			next = with(u, "continue", token)
		}
	}
	return out, nil
}

// kindShape is that of a kind's name.
var kindShape = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)

func noSecrets() *Failure {
	return failure(evidence.Refused, "name another resource", "secrets are not collected")
}

// appendItems adds the items of a page. A server leaves out of each what the list
// says of all: it is put back, as kubectl does.
func appendItems(out []byte, n int, page []byte, resource string) ([]byte, int, error) {
	kind, _ := scalarAt(page, []string{"kind"})
	version, _ := scalarAt(page, []string{"apiVersion"})
	at, ok := find(page, []string{"items"})
	kind, isList := strings.CutSuffix(kind, "List")
	if !ok || !isList || !kindShape.MatchString(kind) || version != path.Dir(resource) {
		return nil, 0, failure(evidence.NotUnderstood, "see that the address is that of an API server", "the answer is no list of %s", resource)
	}
	if kind == "Secret" {
		return nil, 0, noSecrets()
	}
	text := page[at.start:at.end]
	if string(text) == "null" { // an empty list, as some servers write it
		return out, n, nil
	}
	head := []byte(`"apiVersion":` + strconv.Quote(version) + `,"kind":` + strconv.Quote(kind))
	each, ok := elements(text)
	if !ok {
		return nil, 0, notList()
	}
	for _, object := range each {
		if len(object) < 2 || object[0] != '{' {
			return nil, 0, notList()
		}
		if n++; n > 1 {
			out = append(out, ',')
		}
		out = append(out, '\n')
		if own, has := scalarAt(object, []string{"kind"}); has {
			if own == "Secret" {
				return nil, 0, noSecrets()
			}
			out = append(out, object...)
			continue
		}
		out = append(append(out, '{'), head...)
		if rest := bytes.TrimSpace(object[1:]); rest[0] != '}' {
			out = append(out, ',')
		}
		out = append(out, object[1:]...)
	}
	return out, n, nil
}

func planKubernetes(c *config.Collector) []string {
	base := "the API server of " + c.Kubeconfig.Value
	switch {
	case c.URL.Set():
		base = collect.Spoken(strings.TrimSuffix(c.URL.Value, "/"))
	case c.InCluster.Value:
		base = "the API server of the cluster"
	}
	namespaces := c.Namespaces.Words()
	if len(namespaces) == 0 {
		namespaces = []string{""}
	}
	var out []string
	for _, resource := range c.Resources.Words() {
		for _, namespace := range namespaces {
			out = append(out, "GET "+base+resourcePath(resource, namespace)+", page by page")
		}
	}
	return out
}
