package fedramp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/oscal"
)

// version is the only value FedRAMP lists for fedramp-version.
const version = "fedramp-3.0.0rc1-oscal-1.1.2"

// namespaces explains the rules whose published form wants the old namespace.
const namespaces = "published with " + LegacyNS + ", which FedRAMP replaced by " + NS + " in October 2024; both are read, guide-namespace notes the old one"

// metadataRules are asked of every document of a package.
//
// Source: GSA/fedramp-automation develop, fedramp-external-constraints.xml.
func metadataRules() []Rule {
	return []Rule{
		{ID: "fedramp-version", From: "constraints", Says: "the metadata of a document of a package says which version of FedRAMP's rules it follows, with the one value there is",
			looks: []look{on(fedrampVersion)}},
		{ID: "has-published-date", From: "constraints", Models: packaged(), Says: "the metadata has published",
			looks: []look{on(func(c *Checker, at string, m *oscal.Metadata) {
				if m.Published == nil {
					c.bad(at, "the metadata does not say when the document was published", "add published, a date-time")
				}
			})}},
		{ID: "marking", From: "constraints", Models: packaged(), Says: "the metadata has a property marking; cui is listed, other values are allowed",
			looks: []look{on(func(c *Checker, at string, m *oscal.Metadata) {
				if !slices.ContainsFunc(each(m.Props), func(p oscal.Property) bool { return p.Name == "marking" }) {
					c.bad(at, "the metadata does not say how sensitive the document is", "add the property marking without namespace, for example with the value cui")
				}
			})}},
		{ID: "party-has-name", From: "constraints", Models: packaged(), Says: "every party has a name",
			looks: []look{on(func(c *Checker, at string, p *oscal.Party) {
				if p.Name == "" {
					c.bad(at, "the party has no name", "add name")
				}
			})}},
		{ID: "address-type", From: "constraints", Says: "the type of a party's address is work",
			looks: []look{on(func(c *Checker, at string, a *oscal.Address) {
				if a.Type != "" && a.Type != "work" && strings.Contains(at, "/parties/") {
					c.bad(at+"/type", "FedRAMP takes only work addresses of a party", "write work")
				}
			})}},
		{ID: "prop-response-point-has-cardinality-one", From: "constraints", Models: []string{catalog, plan, results}, Says: "a part is marked as response point at most once",
			looks: []look{on(func(c *Checker, at string, p *oscal.Part) {
				first := property(p.Props, "response-point")
				for i, prop := range each(p.Props) {
					if i > first && prop.Name == "response-point" && fed(prop.Ns) {
						c.bad(fmt.Sprintf("%s/props/%d", at, i), "the part is marked as response point a second time", "keep one")
					}
				}
			})}},
		{ID: "component-type", From: "constraints", Models: []string{security}, Says: "the type of a component of the system is one of a closed list",
			looks: []look{on(func(c *Checker, at string, s *oscal.SystemComponent) {
				if !slices.Contains(componentTypes(), s.Type) {
					c.bad(at+"/type", "FedRAMP does not know this type of component", oneOf(componentTypes()))
				}
			})}},
	}
}

func componentTypes() []string {
	return []string{"guidance", "hardware", "interconnection", "network", "physical", "plan", "policy", "process-procedure", "service", "software", "standard", "system", "this-system", "validation"}
}

// fedrampVersion: a document of a package must say its version; others may.
func fedrampVersion(c *Checker, at string, m *oscal.Metadata) {
	i := property(m.Props, "fedramp-version")
	switch {
	case i < 0 && slices.Contains(packaged(), c.model):
		c.bad(at, "the metadata does not say which version of FedRAMP's rules it follows", "add the property fedramp-version in "+NS+" with the value "+version)
	case i >= 0 && each(m.Props)[i].Value != version:
		c.bad(fmt.Sprintf("%s/props/%d/value", at, i), "FedRAMP lists no such version", "write "+version)
	}
}

// valueRules are the closed lists of the values of properties.
//
// Source: GSA/fedramp-automation develop, fedramp-external-allowed-values.xml.
func valueRules() []Rule {
	yesNo := []string{"no", "yes"}
	assets := []string{"components", "inventory-items"}
	list := func(name, says string, models []string, v values) Rule {
		return Rule{ID: name, From: "constraints", Models: models, Says: says, values: &v}
	}
	ssp := []string{security}
	attachment := list("attachment-type", "the type of a resource in FedRAMP's namespace is one of a closed list", nil,
		values{name: "type", holders: []string{"resources"}, fedramp: true, allowed: attachments()})
	attachment.State, attachment.Why = Meant, "the list lacks no-oscal-ssp, penetration-test-report and security-assessment-plan, which FedRAMP's own guides and Schematron ask for; these are allowed too"
	return []Rule{
		attachment,
		list("authorization-type", "the kind of authorization is one of a closed list", ssp,
			values{name: "authorization-type", holders: []string{"system-characteristics"}, fedramp: true, allowed: []string{"fedramp-agency", "fedramp-jab", "fedramp-li-saas"}}),
		list("cloud-service-model", "the service model is one of a closed list", ssp,
			values{name: "cloud-service-model", holders: []string{"system-characteristics"}, allowed: []string{"iaas", "other", "paas", "saas"}}),
		list("control-implementation-status", "the status of a statement's component is one of a closed list", ssp,
			values{name: "implementation-status", holders: []string{"by-components"}, allowed: implementations()}),
		list("deployment-model", "the deployment model is one of a closed list", ssp,
			values{name: "cloud-deployment-model", holders: []string{"system-characteristics"}, allowed: []string{"government-only-cloud", "hybrid-cloud", "other", "private-cloud", "public-cloud"}}),
		list("information-type", "the class of a component's information type says which way it flows", nil,
			values{name: "information-type", holders: []string{"components"}, fedramp: true, class: true, allowed: []string{"incoming", "outgoing"}}),
		list("interconnection-direction", "the direction of an interconnection is one of a closed list", ssp,
			values{name: "interconnection-direction", holders: []string{"components"}, fedramp: true, allowed: []string{"in", "in/out", "out"}}),
		list("interconnection-security", "the security of an interconnection is one of a closed list", ssp,
			values{name: "interconnection-security", holders: []string{"components"}, fedramp: true, allowed: []string{"certificate", "dtls", "ipsec", "other", "secure-file-transfer", "tls", "vpn"}}),
		list("inventory-item-allows-authenticated-scan", "allows-authenticated-scan is yes or no", nil, values{name: "allows-authenticated-scan", holders: assets, allowed: yesNo}),
		list("inventory-item-public", "public is yes or no", nil, values{name: "public", holders: assets, allowed: yesNo}),
		list("inventory-item-virtual", "virtual is yes or no", nil, values{name: "virtual", holders: assets, allowed: yesNo}),
		list("scan-type", "the kind of scan of a component or inventory item is one of a closed list", nil,
			values{name: "scan-type", holders: assets, fedramp: true, allowed: []string{"database", "infrastructure", "other", "web"}}),
		list("user-authentication", "the authentication of a component is yes, no or not-applicable", ssp,
			values{name: "authentication-method", holders: []string{"components"}, fedramp: true, allowed: []string{"no", "not-applicable", "yes"}}),
		list("user-privilege-level", "the privilege level of a user is one of a closed list", nil,
			values{name: "privilege-level", holders: []string{"users"}, fedramp: true, allowed: []string{"no-access", "read", "read-write", "write"}}),
		list("user-sensitivity-level", "the sensitivity of a user is one of a closed list", nil,
			values{name: "sensitivity", holders: []string{"users"}, fedramp: true, allowed: []string{"high-risk", "limited", "moderate", "not-applicable", "severe"}}),
		list("user-type", "the type of a user is one of a closed list", ssp,
			values{name: "type", holders: []string{"users"}, allowed: []string{"external", "internal", "privileged"}}),
		{ID: "guide-values", From: "guide", Says: "the values of FedRAMP's properties of risks, their facets, log entries, attestations and baseline controls are those of its guides and registry",
			looks: []look{on(closedValue), on(facetLevel)}},
	}
}

func implementations() []string {
	return []string{"alternative", "implemented", "not-applicable", "partial", "planned"}
}

// attachments are the types of resources of the published list, and those that
// FedRAMP asks for elsewhere.
func attachments() []string {
	return []string{
		"agreement", "artifact", "configuration-management-plan", "evidence", "fedramp-acronyms", "fedramp-citations", "fedramp-logo",
		"guidance", "guide", "image", "incident-response-plan", "information-security-policies-and-procedures",
		"information-system-contingency-plan", "interview-notes", "isa-agreement", "law", "logo", "no-oscal-ssp",
		"penetration-test-report", "personally-identifiable-information", "plan", "policy", "privacy-impact-assessment", "procedure",
		"questionnaire", "raw-tool-output", "regulation", "report", "rules-of-behavior", "screen-shot", "security-assessment-plan",
		"separation-of-duties-matrix", "standard", "system-security-plan", "tool-report", "users-guide",
	}
}

// closedValue holds a property against the closed lists: those that are rules of
// their own, and those of the guides.
func closedValue(c *Checker, at string, p *oscal.Property) {
	own := c.rule
	for _, r := range c.values[p.Name] {
		v, value := r.values, p.Value
		if v.fedramp && !fed(p.Ns) || !slices.Contains(v.holders, holder(at)) {
			continue
		}
		if v.class {
			value = p.Class
		}
		if !slices.Contains(v.allowed, value) {
			c.rule = r
			member := "/value"
			if v.class {
				member = "/class"
			}
			c.bad(at+member, "FedRAMP's closed list does not have this", oneOf(v.allowed))
		}
	}
	c.rule = own
	if fed(p.Ns) {
		guideValue(c, at, p)
	}
}

// holder is the list or member whose element has the property at a pointer:
// components of /…/components/3/props/1, metadata of /…/metadata/props/0.
func holder(at string) string {
	at, _, _ = cutLast(at, "/props/")
	for {
		i := strings.LastIndexByte(at, '/')
		if i < 0 {
			return ""
		}
		if name := at[i+1:]; strings.Trim(name, "0123456789") != "" {
			return name
		}
		at = at[:i]
	}
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
