package cloud

import (
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

const awsDetailExport = `{"UserDetailList":[{"UserName":"ana","Arn":"arn:aws:iam::111122223333:user/ana","GroupList":["ops"],"AttachedManagedPolicies":[{"PolicyName":"AdministratorAccess","PolicyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}],"UserPolicyList":[{"PolicyName":"own","PolicyDocument":{"Statement":"canary"}}]},{"UserName":"x"}],
"GroupDetailList":[{"GroupName":"ops","Arn":"arn:aws:iam::111122223333:group/ops","AttachedManagedPolicies":[{"PolicyName":"ReadOnlyAccess","PolicyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}]}],
"RoleDetailList":[{"Arn":"arn:aws:iam::111122223333:role/app","RolePolicyList":[{"PolicyName":"own"}]}],
"Policies":[{"Arn":"arn:aws:iam::aws:policy/AdministratorAccess","AttachmentCount":1},{"Arn":"arn:aws:iam::111122223333:policy/old","AttachmentCount":0}],"IsTruncated":false}`

func init() { exports["aws iam get-account-authorization-details"] = awsDetailExport }

// Each policy of a principal is a grant, and each that can be attached a role.
func TestAWSGrants(t *testing.T) {
	docs := read(t, "aws iam get-account-authorization-details", awsDetailExport)
	const ana = "arn:aws:iam::111122223333:user/ana"
	is(t, entry(t, docs, accessGrants, "grants", ana+" arn:aws:iam::aws:policy/AdministratorAccess"), `{"active":true,"holder":"`+ana+`","role":"arn:aws:iam::aws:policy/AdministratorAccess","privileged":true,"approved_by":"absent"}`)
	is(t, entry(t, docs, accessGrants, "grants", ana+" inline own"), `{"role":null,"privileged":null}`)
	is(t, entry(t, docs, accessGrants, "grants", ana+" group ops"), `{"role":"group/ops"}`)
	is(t, entry(t, docs, accessGrants, "grants", "arn:aws:iam::111122223333:role/app inline own"), `{"role":null}`)
	is(t, entry(t, docs, accessGrants, "roles", "arn:aws:iam::111122223333:policy/old"), `{"in_use":false,"privileged":null}`)
	is(t, entry(t, docs, accessGrants, "roles", "arn:aws:iam::aws:policy/AdministratorAccess"), `{"in_use":true,"privileged":true}`)
	if r := docs[0].File.Records; r.Read != 6 || r.Refused != 1 || docs[1].Subject != "111122223333" {
		t.Errorf("%+v of %q", r, docs[1].Subject)
	}
	for _, d := range docs {
		if d.Payload != nil && strings.Contains(d.Document.Payload.String(), "canary") {
			t.Error("a policy's text was copied")
		}
	}
	docs = read(t, "aws iam get-account-authorization-details", strings.Replace(awsDetailExport, `"IsTruncated":false`, `"IsTruncated":true`, 1))
	if d := docs[len(docs)-1]; d.Fault != evidence.NotShown {
		t.Error("one page passes as whole")
	}
}

// The records of this export become more entries than one, or none: what they
// promise is tried without counting.
func FuzzAWSAccess(f *testing.F) {
	f.Add([]byte(awsDetailExport))
	f.Add([]byte(awsDetailExport[:200]))
	f.Fuzz(func(t *testing.T, file []byte) {
		docs, err := rawtest.ReadAll(t, awsAccess.format(), strings.NewReader(string(file)), raw.Options{Path: "p", Component: "web"})
		if err != nil || len(docs) == 0 {
			t.Fatalf("%d documents, %v", len(docs), err)
		}
	})
}

// Cut anywhere, the export is broken.
func TestAWSGrantsCut(t *testing.T) {
	for n := range len(awsDetailExport) - 1 {
		docs := rawtest.Read(t, awsAccess.format(), awsDetailExport[:n], rawtest.Web())
		if last := docs[len(docs)-1]; last.Problem == nil || last.Kind != "" {
			t.Fatalf("cut to %d bytes it passes as whole", n)
		}
	}
}
