package adopt

import (
	"cmp"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// spec is a validation as its author wrote it.
type spec struct {
	name         string
	version      string // of Lula that it asks for
	domain       string
	inputs       []Input
	live         []string // what Lula does beside reading, in words
	provider     string
	rego         string
	result       string
	observations []string
	modules      bool
	tests        int
	unknown      []string // keys that are not read
}

// field is a node of a validation; the zero field is one that is not there.
type field struct{ *yaml.Node }

func (f field) there() bool { return f.Node != nil && f.Tag != "!!null" }

func (f field) text() string {
	if !f.there() || f.Kind != yaml.ScalarNode {
		return ""
	}
	return f.Value
}

func (f field) items() []field {
	if !f.there() || f.Kind != yaml.SequenceNode {
		return nil
	}
	var out []field
	for _, n := range f.Content {
		out = append(out, field{n})
	}
	return out
}

func (f field) get(key string) field {
	if f.there() && f.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(f.Content); i += 2 {
			if f.Content[i].Value == key {
				return field{f.Content[i+1]}
			}
		}
	}
	return field{}
}

func (f field) at(keys ...string) field {
	for _, k := range keys {
		f = f.get(k)
	}
	return f
}

func (f field) keys() (out []string) {
	if f.there() && f.Kind == yaml.MappingNode {
		for i := 0; i < len(f.Content); i += 2 {
			out = append(out, f.Content[i].Value)
		}
	}
	return out
}

// readSpec reads the text of a validation. It is YAML without anchors, tags or
// repeated keys; keys that nobody knows are tolerated and told.
func readSpec(text string) (spec, error) {
	node, err := strictyaml.Parse("", []byte(text))
	if err != nil {
		return spec{}, err
	}
	root := field{node}
	s := spec{
		name: root.at("metadata", "name").text(), version: root.get("lula-version").text(),
		domain: root.at("domain", "type").text(), provider: root.at("provider", "type").text(),
		tests: len(root.get("tests").items()),
	}
	for _, k := range root.keys() {
		switch k {
		case "lula-version", "metadata", "domain", "provider", "tests":
		default:
			s.unknown = append(s.unknown, k)
		}
	}
	opa := root.at("provider", "opa-spec")
	s.rego, s.modules = opa.get("rego").text(), opa.get("modules").there()
	s.result = opa.at("output", "validation").text()
	for _, o := range opa.at("output", "observations").items() {
		s.observations = append(s.observations, o.text())
	}
	s.readDomain(root.get("domain"))
	return s, s.problem(root)
}

// problem says why a validation cannot be carried over, as far as its own text
// tells.
func (s *spec) problem(root field) error {
	at := problem.Place{}
	switch {
	case root.get("target").there():
		return problem.New(at, "it has the form of an older Lula", "bring it to the form of Lula 1 first: lula tools upgrade")
	case s.provider == "kyverno":
		return problem.New(at, "its provider is kyverno", "write the rule in Rego: assay policies are Rego only")
	case s.provider != "opa":
		return problem.New(at, "its provider "+quote(s.provider)+" is not opa", "write the rule in Rego")
	case s.domain != "kubernetes" && s.domain != "api" && s.domain != "file":
		return problem.New(at, "its domain "+quote(s.domain)+" is none that Lula 1 has", "name kubernetes, api or file")
	case strings.TrimSpace(s.rego) == "":
		return problem.New(at, "its opa-spec has no rego", "write the rule below provider, opa-spec, rego")
	case s.modules:
		return problem.New(at, "it imports further modules", "write their rules into the validation's own module: a check is one package")
	case len(s.inputs) == 0:
		return problem.New(at, "its domain names no resource, so that nothing says what input is", "name the resources, requests or filepaths of the domain")
	}
	return nil
}

// readDomain reads what the policy finds in input, by name, and what Lula does
// beside reading.
func (s *spec) readDomain(d field) {
	add := func(name, from string) {
		for _, known := range s.inputs {
			if known.Name == name {
				return
			}
		}
		if name != "" && len(s.inputs) < 1000 {
			s.inputs = append(s.inputs, Input{name, problem.Plain(from)})
		}
	}
	switch s.domain {
	case "kubernetes":
		k := d.get("kubernetes-spec")
		for _, r := range k.get("resources").items() {
			add(r.get("name").text(), kubernetes(r.get("resource-rule")))
		}
		for _, r := range k.get("create-resources").items() {
			add(r.get("name").text(), "what the cluster made of a test resource")
			s.live = append(s.live, "creates the test resource "+quote(r.get("name").text())+", reads it back and removes it")
		}
		if k.get("wait").there() {
			s.live = append(s.live, "waits for a resource before it reads")
		}
	case "api":
		a := d.get("api-spec")
		for _, r := range a.get("requests").items() {
			method := cmp.Or(strings.ToUpper(r.get("method").text()), "GET")
			add(r.get("name").text(), "{status, response, raw} of "+method+" "+r.get("url").text())
			for _, o := range []field{r.get("options"), a.get("options")} {
				if o.get("headers").there() || o.get("proxy").there() {
					s.live = append(s.live, "sends headers or uses a proxy for the request "+quote(r.get("name").text()))
					break
				}
			}
			if r.get("body").there() || r.get("executable").text() == "true" || method != "GET" {
				s.live = append(s.live, "may change something by the request "+quote(r.get("name").text()))
			}
		}
	case "file":
		for _, r := range d.at("file-spec", "filepaths").items() {
			from := "the content of " + r.get("path").text()
			if p := r.get("parser").text(); p != "" {
				from += ", read as " + p
			}
			add(r.get("name").text(), from)
		}
	}
}

// kubernetes says in words what a resource rule selects: a list, or one object
// where it names one.
func kubernetes(rule field) string {
	var b strings.Builder
	kind := strings.Trim(rule.get("group").text()+"/"+rule.get("version").text(), "/") + " " + rule.get("resource").text()
	if name := rule.get("name").text(); name != "" {
		b.WriteString("one object: " + kind + " " + name)
	} else {
		b.WriteString("a list of " + kind)
	}
	var spaces []string
	for _, n := range rule.get("namespaces").items() {
		spaces = append(spaces, n.text())
	}
	if len(spaces) > 0 {
		b.WriteString(" in " + strings.Join(spaces, ", "))
	}
	if p := rule.at("field", "jsonpath").text(); p != "" {
		b.WriteString(", of it the field " + p + " read as " + cmp.Or(rule.at("field", "type").text(), "json"))
		if rule.at("field", "base64").text() == "true" {
			b.WriteString(" from base64")
		}
	}
	return strings.TrimSpace(b.String())
}
