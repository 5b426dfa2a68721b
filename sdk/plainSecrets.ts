import * as pulumi from "@pulumi/pulumi";

/** Configuration keys that hold key material. */
const secretKeys = [
  ...["tencentcloud", "alicloud", "huaweicloud"].flatMap((cloud) => [
    `${cloud}:secretKey`,
    `${cloud}:securityToken`,
  ]),
  "imageScan:profiles",
];

const warned = new WeakSet<object>();

/** Warns, once in a run, of key material that stands unencrypted in the stack's configuration. */
export function warnOfPlainSecrets(): void {
  const engine = pulumi.runtime.getMonitor();
  if (!engine || warned.has(engine)) return;
  warned.add(engine);
  // Pulumi's own `Config` asks this function too, but its types do not show it.
  const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  const config = pulumi.runtime.allConfig();
  const plain = secretKeys.filter((key) => config[key] !== undefined && isConfigSecret?.(key) === false);
  if (plain.length === 0) return;
  void pulumi.log.warn(
    `${plain.join(", ")} ${plain.length === 1 ? "stands" : "stand"} unencrypted in the stack's configuration, and is copied into its state: ` +
      "set it again with `pulumi config set --secret`, or use the environment or Pulumi ESC.",
  );
}
