package read

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// entities are the lists of tokens that the sources take from files beside them,
// shared-constraints/*.ent. Those files were not at hand: the tokens are those of
// the reference pages of the models, and those of networked components, which no
// page for 1.2.2 was at hand for, are the ones the older page names and the ones
// that other constraints of 1.2.2 speak of. Roles are suggestions only.
var entities = map[string]string{
	"allowed-values-control-group-property-name":            "label sort-id alt-identifier",
	"allowed-values-component_inventory-item_property-name": "asset-type asset-id asset-tag public virtual vlan-id network-id label sort-id baseline-configuration-name allows-authenticated-scan function",
	"allowed-values-component_component_property-name":      "version patch-level model release-date validation-type validation-reference",
	"allowed-values-component_component_software":           "software-identifier",
	"allowed-values-component_component_service":            "provided-by used-by",
	"allowed-values-component_component_link-rel":           "depends-on validation proof-of-compliance baseline-template uses-service system-security-plan",
	"allowed-values-component-type":                         "interconnection software hardware service policy physical process-procedure plan guidance standard validation",
	"allowed-values-property-name-asset-type-values":        "operating-system database web-server dns-server email-server directory-server pbx firewall router switch storage-array appliance",
	"allowed-values-property-name-networked-components":     "ipv4-address ipv6-address direction fqdn uri",
	"allowed-values-responsible-roles-operations":           "asset-owner asset-administrator security-operations network-operations incident-response help-desk configuration-management",
	"allowed-values-responsible-roles-component-production": "maintainer provider",
	"allowed-values-responsible-roles-system":               "",
}

var reference = regexp.MustCompile(`&(allowed-values[a-z_-]*);`)

// expand writes the tokens of each entity where a source refers to it.
func expand(module string, text []byte) ([]byte, error) {
	var unknown []string
	out := reference.ReplaceAllFunc(text, func(ref []byte) []byte {
		tokens, ok := entities[string(ref[1:len(ref)-1])]
		if !ok {
			unknown = append(unknown, string(ref))
		}
		var b bytes.Buffer
		for _, token := range strings.Fields(tokens) {
			fmt.Fprintf(&b, "<enum value=%q/>", token)
		}
		return b.Bytes()
	})
	if len(unknown) > 0 {
		return nil, fmt.Errorf("%s: the tokens of %s are not known", module, strings.Join(unknown, ", "))
	}
	return out, nil
}
