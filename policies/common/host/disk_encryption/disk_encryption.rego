# METADATA
# title: Disks are encrypted
# description: |
#   The rules ask that information at rest is protected from disclosure.
#   We read every mounted volume. Volumes that hold no data of users, such as
#   the boot partition, are named as exempt.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-28(1)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.13.16
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
#   - description: 45 CFR 164.312(a)(2)(iv)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [host-config]
#   applies-to: [host]
#   method: TEST
#   severity: high
#   params:
#     exempt-mounts:
#       description: mount points that hold no data of users
#   decides:
#     cmmc: [sc.l2-3.13.16_obj.a]
#     hipaa: [hipaa-164.312.a.2.iv]
#     nist-800-53: [sc-28.1_obj-1]
#   remediation: Encrypt each volume listed.
package policies.common.host.disk_encryption

import data.policies.lib.hosts
import data.policies.lib.observe

# METADATA
# description: every mounted volume; one without an outcome is undecided
# entrypoint: true
subjects contains _id(volume.mount) if some volume in input.encryption.volumes

# METADATA
# description: one outcome per volume
# entrypoint: true
observations contains observe.pass(_id(volume.mount), "encrypted") if {
	some volume in input.encryption.volumes
	not hosts.off
	not volume.mount in data.assay.params["exempt-mounts"]
	not volume.mount in _plain
}

observations contains observe.fail(_id(volume.mount), "not encrypted") if {
	some volume in input.encryption.volumes
	not hosts.off
	not volume.mount in data.assay.params["exempt-mounts"]
	volume.encrypted == false
}

observations contains observe.skip(_id(volume.mount), "holds no data of users") if {
	some volume in input.encryption.volumes
	not hosts.off
	volume.mount in data.assay.params["exempt-mounts"]
}

observations contains observe.skip(_id(volume.mount), "the host does not run") if {
	some volume in input.encryption.volumes
	hosts.off
}

# A mount point that is named twice is judged by the worse of the two.
_plain contains volume.mount if {
	some volume in input.encryption.volumes
	not volume.encrypted == true
}

_id(mount) := sprintf("%s:%s", [input.host.name, mount])
