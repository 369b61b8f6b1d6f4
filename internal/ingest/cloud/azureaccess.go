package cloud

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// azureNetwork reads network security groups.
//
// Source: Azure CLI 2, Microsoft.Network.
var azureNetwork = topic{
	name: "azure-network",
	names: `id name type securityRules defaultSecurityRules access direction protocol sourceAddressPrefix sourceAddressPrefixes
destinationAddressPrefix destinationAddressPrefixes destinationPortRange destinationPortRanges priority`,
	shapes: []shape{
		{command: "az network nsg list", one: true, root: []string{"id", "securityRules"},
			brings: one(networkRules, "boundaries"), record: each(azureGroup)},
	},
}

type azureRule struct {
	Name         string   `json:"name"`
	Description  string   `json:"description"`
	Access       string   `json:"access"`
	Direction    string   `json:"direction"`
	Protocol     string   `json:"protocol"`
	Source       string   `json:"sourceAddressPrefix"`
	Sources      []string `json:"sourceAddressPrefixes"`
	Destination  string   `json:"destinationAddressPrefix"`
	Destinations []string `json:"destinationAddressPrefixes"`
	Ports        string   `json:"destinationPortRange"`
	PortList     []string `json:"destinationPortRanges"`
}

// refusesAll says whether the rule refuses whatever comes in.
func (r *azureRule) refusesAll() bool {
	return r.Access == "Deny" && r.Direction == "Inbound" && r.Source == "*" && r.Destination == "*" && r.Ports == "*" && r.Protocol == "*"
}

// azureGroup: the rules that every group has come last and refuse what no other
// allows.
func azureGroup(x *export, g *struct {
	azureResource
	Rules    []azureRule `json:"securityRules"`
	Defaults []azureRule `json:"defaultSecurityRules"`
}, at string) error {
	x.azure(g.ID)
	rules, end := []*raw.Term{}, "unknown"
	for i, r := range slices.Concat(g.Rules, g.Defaults) {
		if r.refusesAll() {
			end = "deny"
			continue
		}
		way, action, peers := "in", "allow", append(r.Sources, r.Source)
		if !strings.EqualFold(r.Direction, "Inbound") {
			way, peers = "out", append(r.Destinations, r.Destination)
		}
		if strings.EqualFold(r.Access, "Deny") {
			action = "deny"
		}
		ports := strings.Join(slices.DeleteFunc(append(slices.Clone(r.PortList), r.Ports), func(p string) bool { return p == "" }), ",")
		if peers = slices.DeleteFunc(peers, func(p string) bool { return p == "" }); len(peers) == 0 {
			peers = []string{""}
		}
		for n, peer := range peers {
			one := rule{id: fmt.Sprintf("%d/%d %s", i, n, raw.Clean(r.Name)), action: action, direction: way, ports: ports,
				protocol: strings.ToLower(strings.ReplaceAll(r.Protocol, "*", "any")), reason: r.Description}
			rules = append(rules, one.peer(peer).term(x.s))
		}
	}
	return x.put(networkRules, "boundaries", g.ID, at, boundary(x.s, end, rules))
}

// azureAccess reads who has which role, and a directory's users, of whom the
// Azure CLI says little: Microsoft Graph tells more.
//
// Source: Azure CLI 2, Microsoft.Authorization.
var azureAccess = topic{
	name:  "azure-access",
	names: `id type principalId principalName principalType roleDefinitionName roleDefinitionId scope createdOn userPrincipalName`,
	shapes: []shape{
		{command: "az role assignment list", one: true, root: []string{"id", "principalId", "roleDefinitionId", "scope"},
			brings: one(accessGrants, "roles", "grants"), record: each(azureAssignment)},
		{command: "az ad user list", one: true, root: []string{"userPrincipalName", "displayName", "id", "businessPhones"},
			brings: one(accounts, "accounts"), record: each(entraUser)},
	},
}

// azureAdmins are the roles that can change who has which role.
//
// Source: Azure built-in roles.
var azureAdmins = map[string]bool{"Owner": true, "User Access Administrator": true, "Role Based Access Control Administrator": true}

func azureAssignment(x *export, a *struct {
	ID          string         `json:"id"`
	Principal   string         `json:"principalName"`
	PrincipalID string         `json:"principalId"`
	Role        string         `json:"roleDefinitionName"`
	RoleID      string         `json:"roleDefinitionId"`
	Scope       string         `json:"scope"`
	Created     jsontext.Value `json:"createdOn"`
}, at string) error {
	x.azure(a.ID)
	role := raw.First(a.Role, a.RoleID)
	return x.grant(grant{id: a.ID, holder: raw.First(a.Principal, a.PrincipalID), role: role, admin: azureAdmins[role], on: when(a.Created), active: true}, at)
}
