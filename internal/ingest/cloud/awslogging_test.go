package cloud

import "testing"

var awsLoggingTrial = trial{
	format: "aws-logging",
	sample: `{"extra":null,"logGroups":[{"logGroupName":"/aws/LONG","creationTime":1735689600000,"retentionInDays":365,"arn":"arn:aws:logs:eu-west-1:111122223333:log-group:/aws/LONG:*"},{"logGroupName":"g","storedBytes":0}]}`,
	open:   `{"logGroups":[`, record: `{"logGroupName":"g%"}`, end: `]}`,
	lists: "logGroups trailList ConfigurationRecorders",
	seeds: []string{awsTrails, awsStatus, awsRecorders},
}

const (
	awsTrails    = `{"trailList":[{"Name":"t","S3BucketName":"b","TrailARN":"arn:aws:cloudtrail:eu-west-1:111122223333:trail/t","IsMultiRegionTrail":true}]}`
	awsStatus    = `{"IsLogging":true,"LatestDeliveryTime":1763438400.123,"TimeLoggingStarted":"x"}`
	awsRecorders = `{"ConfigurationRecorders":[{"name":"default","roleARN":"arn:aws:iam::111122223333:role/config"}]}`
)

func init() {
	exports["aws logs describe-log-groups"] = awsLoggingTrial.sample
	exports["aws cloudtrail describe-trails"] = awsTrails
	exports["aws cloudtrail get-trail-status"] = awsStatus
	exports["aws configservice describe-configuration-recorders"] = awsRecorders
}

func FuzzAWSLogging(f *testing.F) { awsLoggingTrial.fuzz(f) }

func TestAWSLogging(t *testing.T) {
	docs := read(t, "aws logs describe-log-groups", awsLoggingTrial.sample)
	is(t, entry(t, docs, auditConfig, "stores", "/aws/LONG"), `{"purpose":"audit","retention_days":365,"immutable":"absent","in_use_since":"absent"}`)
	is(t, entry(t, docs, auditConfig, "stores", "g"), `{"retention_days":36500}`)
	docs = read(t, "aws cloudtrail describe-trails", awsTrails)
	is(t, entry(t, docs, auditConfig, "stores", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t"), `{"purpose":"audit","retention_days":"absent"}`)
	docs = read(t, "aws cloudtrail get-trail-status", awsStatus)
	is(t, entry(t, docs, logSources, "sources", "scans/report"), `{"expected":true,"last_record":"2025-11-18T04:00:00Z"}`)
	docs = read(t, "aws cloudtrail get-trail-status", `{"IsLogging":false,"LatestDeliveryTime":1763438400.123,"StopLoggingTime":1763438500}`)
	is(t, entry(t, docs, logSources, "sources", "scans/report"), `{"expected":true,"last_record":null}`)
	docs = read(t, "aws cloudtrail get-trail-status", `{"IsLogging":false}`)
	is(t, entry(t, docs, logSources, "sources", "scans/report"), `{"expected":true,"last_record":null}`)
}
