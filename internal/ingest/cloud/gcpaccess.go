package cloud

import (
	"fmt"
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// gcpNetwork reads firewall rules: those of one network are one boundary. What
// no rule names is refused on its way in and let out (Google Cloud, "VPC
// firewall rules", implied rules).
//
// Source: Google Cloud SDK, compute v1.
var gcpNetwork = topic{
	name: "gcp-network",
	names: `kind name network selfLink direction priority disabled sourceRanges destinationRanges sourceTags sourceServiceAccounts
allowed denied IPProtocol ports`,
	shapes: []shape{
		{command: "gcloud compute firewall-rules list", one: true, root: []string{"name", "network"}, is: gcpSort("compute#firewall"),
			brings: one(networkRules, "boundaries"), record: each(gcpRule)},
		{command: "gcloud compute instances list", one: true, root: []string{"name"}, is: gcpSort("compute#instance"), record: each(gcpInstance)},
	},
}

type gcpProtocol struct {
	Protocol string   `json:"IPProtocol"`
	Ports    []string `json:"ports"`
}

type gcpFirewall struct {
	Name         string        `json:"name"`
	Network      string        `json:"network"`
	Description  string        `json:"description"`
	Direction    string        `json:"direction"`
	Disabled     bool          `json:"disabled"`
	Sources      []string      `json:"sourceRanges"`
	Destinations []string      `json:"destinationRanges"`
	Tags         []string      `json:"sourceTags"`
	Services     []string      `json:"sourceServiceAccounts"`
	Allowed      []gcpProtocol `json:"allowed"`
	Denied       []gcpProtocol `json:"denied"`
}

// gcpRule adds the rules that a firewall rule comes to. A disabled one comes to
// none and is kept.
func gcpRule(x *export, w *gcpFirewall, at string) error {
	x.gcp(w.Network)
	network := plainName(gcpName(w.Network, w.Network))
	switch {
	case plainName(w.Name) == "" || plainName(network) == "":
		return x.put(networkRules, "boundaries", "", at, nil)
	case w.Disabled:
		x.s.Keep("disabled firewall", at, x.s.Fields().Must("name", w.Name).Must("network", network).Object())
		return nil
	}
	b := x.network(network)
	if b.names[w.Name] || len(w.Allowed)+len(w.Denied) == 0 {
		return x.s.RefuseRecord(networkRules, at, 0, "a firewall rule stands twice, or neither allows nor denies anything", "export each project to a file of its own")
	}
	b.names[w.Name] = true
	way, peers := "in", w.Sources
	if w.Direction == "EGRESS" {
		way, peers = "out", w.Destinations
	} else {
		peers = append(append(peers, w.Tags...), w.Services...)
	}
	if len(peers) == 0 {
		peers = []string{"0.0.0.0/0"} // a rule without a range is for every address
	}
	for n, peer := range peers {
		for _, does := range []struct {
			action string
			list   []gcpProtocol
		}{{"allow", w.Allowed}, {"deny", w.Denied}} {
			for i, p := range does.list {
				protocol := strings.ReplaceAll(strings.ToLower(p.Protocol), "all", "any")
				r := rule{id: fmt.Sprintf("%s/%d/%d/%d", raw.Clip(w.Name, 100), n, i, len(b.rules)), action: does.action, direction: way, protocol: protocol,
					ports: raw.First(strings.Join(p.Ports, ","), "any"), reason: w.Description}
				b.rules = append(b.rules, r.peer(peer).term(x.s))
			}
		}
	}
	return nil
}

// gcpInstance keeps that a machine is there; its metadata can hold anything.
func gcpInstance(x *export, m *struct {
	Name   string `json:"name"`
	Link   string `json:"selfLink"`
	Status string `json:"status"`
}, at string) error {
	x.gcp(m.Link)
	x.s.Keep("instance", at, x.s.Fields().Must("name", gcpName(m.Link, m.Name)).Must("status", m.Status).Object())
	return nil
}

// network is a network's boundary while its rules are read.
type network struct {
	id    string
	rules []*raw.Term
	names map[string]bool // of the firewall rules it has already
}

func (x *export) network(id string) *network {
	if n := x.networkOf[id]; n != nil {
		return n
	}
	n := &network{id: id, names: map[string]bool{}}
	if x.networkOf == nil {
		x.networkOf = map[string]*network{}
	}
	x.networks, x.networkOf[id] = append(x.networks, n), n
	return n
}

// closeNetworks adds the boundaries whose rules have been read, each with the rule
// that it has unseen.
func (x *export) closeNetworks() error {
	for _, n := range x.networks {
		out := rule{id: "implied", action: "allow", direction: "out", ports: "any", protocol: "any"}
		rules := append(n.rules, out.peer("0.0.0.0/0").term(x.s))
		if err := x.put(networkRules, "boundaries", n.id, "", boundary(x.s, "deny", rules)); err != nil {
			return err
		}
	}
	return nil
}

// gcpAccess reads service accounts, their keys, and who has which role in a
// project. A policy of one project says nothing of what its folder grants.
//
// Source: Google Cloud SDK; iam v1, cloudresourcemanager v1.
var gcpAccess = topic{
	name:  "gcp-access",
	names: `email name projectId uniqueId disabled bindings role members condition keyType validAfterTime validBeforeTime`,
	shapes: []shape{
		{command: "gcloud iam service-accounts list", one: true, root: []string{"email", "uniqueId", "projectId"},
			brings: one(accounts, "accounts"), record: each(gcpAccount)},
		{command: "gcloud iam service-accounts keys list", one: true, root: []string{"name", "keyType", "validAfterTime"}, record: kept("serviceAccountKey")},
		{command: "gcloud projects get-iam-policy", list: "bindings", root: []string{"etag"}, has: []string{"role", "members"},
			brings: one(accessGrants, "roles", "grants"), record: each(gcpBinding)},
	},
}

func gcpAccount(x *export, a *struct {
	Email    string `json:"email"`
	Project  string `json:"projectId"`
	Disabled bool   `json:"disabled"`
}, at string) error {
	x.about(a.Project)
	return x.account(account{id: a.Email, sort: "service", interactive: known(false), enabled: known(!a.Disabled)}, at)
}

// gcpAdmins are the basic and predefined roles that can change who has which
// role.
//
// Source: Google Cloud, IAM roles.
var gcpAdmins = map[string]bool{"roles/owner": true, "roles/resourcemanager.projectIamAdmin": true, "roles/iam.securityAdmin": true,
	"roles/resourcemanager.organizationAdmin": true, "roles/iam.organizationRoleAdmin": true}

// gcpBinding gives a role to each of its members. Those of whom it says that they
// were deleted hold it no longer.
func gcpBinding(x *export, b *struct {
	Role      string   `json:"role"`
	Members   []string `json:"members"`
	Condition *struct {
		Title      string `json:"title"`
		Expression string `json:"expression"`
	} `json:"condition"`
}, at string) error {
	if plainName(b.Role) == "" {
		return x.put(accessGrants, "grants", "", at, nil)
	}
	when := ""
	if b.Condition != nil {
		when = " if " + raw.First(b.Condition.Title, b.Condition.Expression)
	}
	g := grant{role: b.Role, admin: gcpAdmins[b.Role]}
	if err := x.role(g, true, at); err != nil {
		return err
	}
	for _, m := range b.Members {
		g.id, g.holder, g.active = b.Role+" "+m+when, m, !strings.HasPrefix(m, "deleted:")
		if !x.has(accessGrants, "grants", g.id) {
			if err := x.grant(g, at); err != nil {
				return err
			}
		}
	}
	return nil
}
