package cloud

import "strings"

// arn notes the account and region of an Amazon Resource Name.
func (x *export) arn(name string) {
	p := strings.SplitN(name, ":", 6)
	if len(p) < 6 || p[0] != "arn" {
		return
	}
	x.about(p[4])
	x.regions.Add(p[3])
}
