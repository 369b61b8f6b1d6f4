package constraint

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal/internal/metapath"
)

// quote shows a value in a message, cut where it is long.
func quote[T ~string | ~[]byte](v T) string { return strictyaml.Quote(string(v)) }

// unlisted says that a value is not in its list, and what is.
func unlisted(rule *rule, n *metapath.Node) (what, remedy string) {
	of := ""
	if n.Parent != nil && n.Parent.Name != "" {
		of = " of this " + n.Parent.Name
	}
	what = fmt.Sprintf("%s %s%s is not one of NIST's", n.Name, quote(n.Value), of)
	remedy = others(rule)
	if n.Name == "name" {
		remedy += "; a name of your own needs an ns of your own"
	}
	return what, remedy
}

// others lists the values of a rule that may be used, the first of many.
func others(rule *rule) string {
	const most = 16
	var out []string
	for _, v := range rule.Values {
		if v.Deprecated == "" {
			out = append(out, v.Value)
		}
	}
	more := ""
	if len(out) > most {
		more = fmt.Sprintf(" or %d others", len(out)-most)
		out = out[:most]
	}
	if len(out) == 0 {
		return "leave it out"
	}
	return "use " + strings.Join(out, ", ") + more
}

// expectations are what each test asks for, in our words.
var expectations = map[string][2]string{
	"oscal-poam-item-uuid":                                       {"this item of the plan has no uuid, so that nothing can refer to it from run to run", "give it one"},
	"oscal-back-matter-resource-citation-title":                  {"a resource with a citation needs a title", "add title"},
	"oscal-metadata-link-uri-reference-no-media-type":            {"a link into the document itself has a media-type", "remove media-type; the resource it names says it"},
	"oscal-component-protocol-uuid":                              {"this protocol has no uuid", "give it one"},
	"oscal-component-protocol-port-range-has-start":              {"this range of ports has no start", "add start; for one port, start and end are the same"},
	"oscal-component-protocol-port-range-has-end":                {"this range of ports has no end", "add end; for one port, start and end are the same"},
	"oscal-component-protocol-port-range-starts-before-end":      {"this range of ports ends before it starts", "exchange start and end"},
	"oscal-catalog-control-require-statement-when-not-withdrawn": {"a control that is not withdrawn needs a part named statement", "add the statement, or the property status with the value withdrawn"},
	"oscal-method-part-has-method-prop":                          {"a part for an assessment method does not say which", "add a property method: EXAMINE, INTERVIEW or TEST"},
	"oscal-parameter-depends-on-deprecated":                      {"depends-on of a parameter is deprecated", "remove it"},
	"oscal-profile-req-merge-combine":                            {"the combine method merge is deprecated", "use use-first or keep"},
	"oscal-information-type-uuid":                                {"this information type has no uuid", "give it one"},
}

// unexpected says what an expectation that does not hold asks for.
func unexpected(rule *rule, n *metapath.Node) (what, remedy string) {
	if words, ok := expectations[rule.ID]; ok {
		return words[0], words[1]
	}
	return n.Name + " is not as OSCAL expects", "it must hold that " + rule.Test
}

// plainly writes a path as people would name it.
func plainly(e *metapath.Expr) string {
	return strings.NewReplacer("[has-oscal-namespace('http://csrc.nist.gov/ns/oscal') and ", "[", "[has-oscal-namespace('http://csrc.nist.gov/ns/oscal')]", "",
		"has-oscal-namespace(('http://csrc.nist.gov/ns/oscal','http://csrc.nist.gov/ns/rmf')) and ", "", "has-oscal-namespace('http://csrc.nist.gov/ns/rmf')", "@ns='http://csrc.nist.gov/ns/rmf'", "|", " or ").Replace(e.String())
}

// keyNames names what makes a key.
func keyNames(rule *rule) string {
	var out []string
	for _, k := range rule.Keys {
		name := strings.TrimPrefix(k.Target, "@")
		if name == "." {
			name = "value"
		}
		out = append(out, name)
	}
	return strings.Join(out, ", ")
}

// keyText is the first part of a joined key.
func keyText(k string) string {
	for i := 0; i < len(k); i++ {
		if k[i] < 0x80 {
			size := int(k[i]) - 1
			if i > 0 { // a length of more bytes
				size = decoded(k[:i+1]) - 1
			}
			if size >= 0 && i+1+size <= len(k) {
				return k[i+1 : i+1+size]
			}
			return ""
		}
	}
	return ""
}

func decoded(b string) (n int) {
	for i := len(b) - 1; i >= 0; i-- {
		n = n<<7 | int(b[i]&0x7f)
	}
	return n
}

// indexed names what an index holds.
func indexed(name string) string {
	switch name {
	case "index-metadata-role-id", "index-metadata-role-ids":
		return "the roles of the metadata"
	case "index-metadata-party-uuid":
		return "the parties of the metadata"
	case "index-metadata-party-organizations-uuid":
		return "the parties of the metadata that are organizations"
	case "index-metadata-location-uuid":
		return "the locations of the metadata"
	case "index-back-matter-resource":
		return "the resources of the back matter"
	case "catalog-groups-controls-parts":
		return "the groups, controls and parts of this catalog"
	case "by-component-uuid":
		return "the by-components of this document"
	case "by-component-export-provided-uuid":
		return "what this control implementation exports"
	}
	return "the " + strings.ReplaceAll(strings.TrimPrefix(name, "index-"), "-", " ") + " of this document"
}

// datatypes are the forms of values that constraints ask for. Source: NIST
// Metaschema data types.
var datatypes = map[string]func(string) bool{
	"uuid": regexp.MustCompile(`^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}$`).MatchString,
	"integer": func(s string) bool {
		_, err := strconv.ParseInt(s, 10, 64)
		return err == nil
	},
	"date": func(s string) bool {
		_, err := time.Parse(time.DateOnly, day(s))
		return err == nil
	},
	"date-time":               func(s string) bool { return isTime(s) || isTime(s+"Z") },
	"date-time-with-timezone": isTime,
	"uri": func(s string) bool {
		u, err := url.Parse(s)
		return err == nil && u.IsAbs()
	},
	"uri-reference": func(s string) bool {
		_, err := url.Parse(s)
		return err == nil
	},
	"ip-v4-address": func(s string) bool {
		a, err := netip.ParseAddr(s)
		return err == nil && a.Is4()
	},
	"ip-v6-address": func(s string) bool {
		a, err := netip.ParseAddr(s)
		return err == nil && a.Is6() && a.Zone() == ""
	},
}

// examples shows each form.
var examples = map[string]string{
	"uuid": "a UUID of version 4 or 5", "integer": "digits only", "date": "2026-11-20", "date-time": "2026-11-20T00:00:00Z", "date-time-with-timezone": "2026-11-20T00:00:00Z",
	"uri": "an absolute URI such as https://example.org/a", "uri-reference": "a URI or a relative path", "ip-v4-address": "an address such as 192.0.2.1", "ip-v6-address": "an address such as 2001:db8::1",
}

func isTime(s string) bool {
	_, err := time.Parse(time.RFC3339, s)
	return err == nil
}

// zone is the time zone that a date may carry.
var zone = regexp.MustCompile(`(Z|[+-][0-9]{2}:[0-9]{2})$`)

// day is a date without its time zone.
func day(s string) string {
	if len(s) <= len(time.DateOnly) {
		return s
	}
	return zone.ReplaceAllString(s, "")
}
