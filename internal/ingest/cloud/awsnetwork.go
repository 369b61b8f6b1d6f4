package cloud

import (
	"fmt"
	"strconv"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// awsNetwork reads what the AWS CLI says of who may reach what: security groups
// and network ACLs. A security group has nothing but permissions, so that what
// no rule names is refused.
//
// Source: AWS CLI 1 and 2, ec2 API of 2016-11-15.
var awsNetwork = topic{
	name:  "aws-network",
	names: `SecurityGroups NetworkAcls GroupId GroupName OwnerId IpPermissions IpPermissionsEgress NetworkAclId Entries`,
	shapes: []shape{
		{command: "aws ec2 describe-security-groups", list: "SecurityGroups", has: []string{"GroupId"},
			brings: one(networkRules, "boundaries"), record: each(securityGroup)},
		{command: "aws ec2 describe-network-acls", list: "NetworkAcls", has: []string{"NetworkAclId"},
			brings: one(networkRules, "boundaries"), record: each(networkACL)},
		{command: "aws ec2 describe-vpcs", list: "Vpcs", has: []string{"VpcId"}, record: kept("Vpc")},
	},
}

type awsPermission struct {
	IpProtocol       string
	FromPort, ToPort *int
	IpRanges         []struct{ CidrIp, Description string }
	Ipv6Ranges       []struct{ CidrIpv6, Description string }
	PrefixListIds    []struct{ PrefixListId, Description string }
	UserIdGroupPairs []struct{ GroupId, Description string }
}

type awsSecurityGroup struct {
	GroupId, OwnerId, SecurityGroupArn string
	IpPermissions, IpPermissionsEgress []awsPermission
}

func securityGroup(x *export, g *awsSecurityGroup, at string) error {
	x.about(g.OwnerId)
	x.arn(g.SecurityGroupArn)
	rules := []*raw.Term{}
	for _, way := range []struct {
		name, member string
		list         []awsPermission
	}{{"in", "IpPermissions", g.IpPermissions}, {"out", "IpPermissionsEgress", g.IpPermissionsEgress}} {
		for i, p := range way.list {
			add := func(list string, n int, peer, why string) {
				r := rule{id: fmt.Sprintf("%s/%d/%s/%d", way.member, i, list, n), action: "allow", direction: way.name,
					protocol: awsProtocol(p.IpProtocol), ports: awsPorts(p.IpProtocol, p.FromPort, p.ToPort), reason: why}
				rules = append(rules, r.peer(peer).term(x.s))
			}
			for n, r := range p.IpRanges {
				add("IpRanges", n, r.CidrIp, r.Description)
			}
			for n, r := range p.Ipv6Ranges {
				add("Ipv6Ranges", n, r.CidrIpv6, r.Description)
			}
			for n, r := range p.PrefixListIds {
				add("PrefixListIds", n, r.PrefixListId, r.Description)
			}
			for n, r := range p.UserIdGroupPairs {
				add("UserIdGroupPairs", n, r.GroupId, r.Description)
			}
		}
	}
	return x.put(networkRules, "boundaries", g.GroupId, at, boundary(x.s, "deny", rules))
}

type awsNetworkACL struct {
	NetworkAclId, OwnerId string
	Entries               []struct {
		CidrBlock, Ipv6CidrBlock string
		Egress                   bool
		Protocol, RuleAction     string
		RuleNumber               int
		PortRange                struct{ From, To *int }
	}
}

// networkACL: the rule 32767, which nobody can remove, refuses the rest. Where a rule
// before it lets everything in, as in the one that every network is made with, there
// is no rest.
func networkACL(x *export, a *awsNetworkACL, at string) error {
	x.about(a.OwnerId)
	rules, end, open := []*raw.Term{}, "unknown", false
	for i, e := range a.Entries {
		way, action := "in", "allow"
		if e.Egress {
			way = "out"
		}
		if e.RuleAction == "deny" {
			action = "deny"
		}
		if e.RuleNumber >= lastACLRule && action == "deny" {
			end = "deny"
			continue
		}
		r := rule{id: fmt.Sprintf("Entries/%d", i), action: action, direction: way,
			protocol: awsProtocol(e.Protocol), ports: awsPorts(e.Protocol, e.PortRange.From, e.PortRange.To)}
		peer := raw.First(e.CidrBlock, e.Ipv6CidrBlock)
		open = open || !e.Egress && action == "allow" && r.protocol == "any" && (peer == "0.0.0.0/0" || peer == "::/0")
		rules = append(rules, r.peer(peer).term(x.s))
	}
	if open {
		end = "allow"
	}
	return x.put(networkRules, "boundaries", a.NetworkAclId, at, boundary(x.s, end, rules))
}

// lastACLRule is the number of the rule that ends every network ACL; the one
// for IPv6 has the number after it.
const lastACLRule = 32767

// awsProtocol is a protocol's name: rules give names to some and numbers to the
// rest, and -1 to all of them.
func awsProtocol(p string) string {
	switch p {
	case "-1":
		return "any"
	case "6":
		return "tcp"
	case "17":
		return "udp"
	case "1":
		return "icmp"
	case "58":
		return "icmpv6"
	}
	return p
}

// awsPorts are a rule's ports. For ICMP they are types and codes.
func awsPorts(protocol string, from, to *int) string {
	switch awsProtocol(protocol) {
	case "tcp", "udp":
		if from == nil || to == nil || *from < 0 {
			return "any"
		}
		if *from == *to {
			return strconv.Itoa(*from)
		}
		return fmt.Sprintf("%d-%d", *from, *to)
	}
	return "any"
}
