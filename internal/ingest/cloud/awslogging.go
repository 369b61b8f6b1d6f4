package cloud

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// awsLogging reads what the AWS CLI says of trails, log groups and recorders.
// What a trail records, and whether its bucket lets records be changed, other
// exports say.
//
// Source: AWS CLI 1 and 2; the APIs of cloudtrail, logs, config.
var awsLogging = topic{
	name: "aws-logging",
	names: `trailList Name TrailARN S3BucketName IsLogging LatestDeliveryTime logGroups logGroupName retentionInDays creationTime
ConfigurationRecorders name recordingGroup`,
	shapes: []shape{
		{command: "aws cloudtrail describe-trails", list: "trailList", has: []string{"Name", "TrailARN"},
			brings: one(auditConfig, "stores"), record: each(awsTrail)},
		{command: "aws cloudtrail get-trail-status", one: true, root: []string{"IsLogging"},
			brings: one(logSources, "sources"), record: each(awsTrailStatus)},
		{command: "aws logs describe-log-groups", list: "logGroups", has: []string{"logGroupName"},
			brings: one(auditConfig, "stores"), record: each(awsLogGroup)},
		{command: "aws configservice describe-configuration-recorders", list: "ConfigurationRecorders", has: []string{"name"},
			record: kept("ConfigurationRecorder")},
	},
}

func awsTrail(x *export, t *struct{ Name, TrailARN, S3BucketName string }, at string) error {
	x.arn(t.TrailARN)
	return x.logStore(logStore{id: raw.First(t.TrailARN, t.Name)}, at)
}

// awsTrailStatus is a source that is meant to send records, because somebody made
// a trail for it. The export does not name it. One that is switched off sends none,
// whenever it sent the last.
func awsTrailStatus(x *export, t *struct {
	IsLogging          bool
	LatestDeliveryTime jsontext.Value
}, at string) error {
	f := x.s.Fields().Flag("expected", true)
	if last := when(t.LatestDeliveryTime); last != "" && t.IsLogging {
		f.Must("last_record", last)
	} else {
		null(f, "last_record")
	}
	return x.put(logSources, "sources", x.nameless(at), at, f)
}

// awsLogGroup: records of a group without a retention never expire.
func awsLogGroup(x *export, g *struct {
	Name      string `json:"logGroupName"`
	ARN       string `json:"arn"`
	Retention *int   `json:"retentionInDays"`
}, at string) error {
	x.arn(g.ARN)
	days := known(forever)
	if g.Retention != nil {
		days = g.Retention
	}
	return x.logStore(logStore{id: g.Name, retention: days}, at)
}
