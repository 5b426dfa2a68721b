/** Settings of Pulumi and credentials and settings of the vendors: a run must get only those that it was given. */
const personal = [
  "PULUMI_",
  "TENCENTCLOUD_",
  "ALICLOUD_",
  "ALIBABA_CLOUD_",
  "HUAWEICLOUD_",
  "HW_",
  "OS_",
  "IMAGE_SCAN_",
];

/** An environment without what the person at this machine has configured for real accounts and real stacks. */
export function cleanEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !personal.some((prefix) => name.startsWith(prefix))),
  );
}
