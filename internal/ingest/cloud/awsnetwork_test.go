package cloud

import (
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

var awsNetworkTrial = trial{
	format: "aws-network",
	sample: `{"extra":null,"SecurityGroups":[{"GroupId":"sg-1","GroupName":"LONG","OwnerId":"111122223333","SecurityGroupArn":"arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1",
"IpPermissions":[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"0.0.0.0/0","Description":"LONG"}],"Ipv6Ranges":[],"PrefixListIds":[],"UserIdGroupPairs":[]}],
"IpPermissionsEgress":[{"IpProtocol":"-1","IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]}]}`,
	open: `{"SecurityGroups":[`, record: `{"GroupId":"sg-%","OwnerId":"111122223333"}`, end: `]}`,
	lists: "SecurityGroups NetworkAcls",
	seeds: []string{networkACLs},
}

const networkACLs = `{"NetworkAcls":[{"NetworkAclId":"acl-1","OwnerId":"111122223333","VpcId":"vpc-1","IsDefault":true,"Entries":[
{"CidrBlock":"10.0.0.0/8","Egress":false,"PortRange":{"From":443,"To":8443},"Protocol":"6","RuleAction":"allow","RuleNumber":100},
{"Ipv6CidrBlock":"::/0","Egress":true,"Protocol":"-1","RuleAction":"allow","RuleNumber":101},
{"CidrBlock":"0.0.0.0/0","Egress":false,"Protocol":"-1","RuleAction":"deny","RuleNumber":32767}]},
{"NetworkAclId":"acl-2","Entries":[]}]}`

func init() {
	exports["aws ec2 describe-security-groups"] = awsNetworkTrial.sample
	exports["aws ec2 describe-network-acls"] = networkACLs
}

func FuzzAWSNetwork(f *testing.F) { awsNetworkTrial.fuzz(f) }

func TestSecurityGroups(t *testing.T) {
	docs := read(t, "aws ec2 describe-security-groups", awsNetworkTrial.sample)
	g := entry(t, docs, networkRules, "boundaries", "sg-1")
	is(t, g, `{"active":true,"default":"deny"}`)
	rules := rawtest.Objects(g["rules"])
	is(t, rules[0], `{"id":"IpPermissions/0/IpRanges/0","action":"allow","direction":"in","source":"0.0.0.0/0","destination":"any","ports":"22","protocol":"tcp","reason":"LONG"}`)
	is(t, rules[1], `{"direction":"out","source":"any","destination":"0.0.0.0/0","ports":"any","protocol":"any","reason":"absent"}`)
	if d := docs[0]; d.Subject != "111122223333" || d.Collector != "aws ec2 describe-security-groups eu-west-1" {
		t.Errorf("subject %q, collector %q", d.Subject, d.Collector)
	}
}

func TestSecurityGroupPeers(t *testing.T) {
	docs := read(t, "aws ec2 describe-security-groups", `{"SecurityGroups":[{"GroupId":"sg-1","IpPermissions":[
{"IpProtocol":"udp","FromPort":100,"ToPort":200,"Ipv6Ranges":[{"CidrIpv6":"::/0"}],"PrefixListIds":[{"PrefixListId":"pl-1"}],"UserIdGroupPairs":[{"GroupId":"sg-2"},{}]},
{"IpProtocol":"icmp","FromPort":-1,"ToPort":-1,"IpRanges":[{"CidrIp":"10.0.0.0/8"}]},{"IpProtocol":"47","IpRanges":[{"CidrIp":"10.0.0.0/8"}]}]}]}`)
	rules := rawtest.Objects(entry(t, docs, networkRules, "boundaries", "sg-1")["rules"])
	for i, want := range []string{
		`{"source":"::/0","ports":"100-200","protocol":"udp"}`, `{"source":"pl-1"}`, `{"source":"sg-2"}`, `{"source":"not said"}`,
		`{"protocol":"icmp","ports":"any"}`, `{"protocol":"47","ports":"any"}`,
	} {
		is(t, rules[i], want)
	}
}

func TestNetworkACLs(t *testing.T) {
	docs := read(t, "aws ec2 describe-network-acls", networkACLs)
	a := entry(t, docs, networkRules, "boundaries", "acl-1")
	is(t, a, `{"default":"deny"}`)
	// As every network is made with one: everything comes in before anything is refused.
	for _, open := range []string{`"CidrBlock":"0.0.0.0/0"`, `"Ipv6CidrBlock":"::/0"`} {
		made := read(t, "aws ec2 describe-network-acls", `{"NetworkAcls":[{"NetworkAclId":"acl-1","Entries":[{`+open+`,"Egress":false,"Protocol":"-1","RuleAction":"allow","RuleNumber":100},{"CidrBlock":"0.0.0.0/0","Egress":false,"Protocol":"-1","RuleAction":"deny","RuleNumber":32767}]}]}`)
		is(t, entry(t, made, networkRules, "boundaries", "acl-1"), `{"default":"allow"}`)
	}
	rules := rawtest.Objects(a["rules"])
	if len(rules) != 2 {
		t.Fatalf("%d rules", len(rules))
	}
	is(t, rules[0], `{"direction":"in","source":"10.0.0.0/8","ports":"443-8443","protocol":"tcp"}`)
	is(t, rules[1], `{"direction":"out","destination":"::/0","ports":"any"}`)
	is(t, entry(t, docs, networkRules, "boundaries", "acl-2"), `{"default":"unknown"}`)
}
