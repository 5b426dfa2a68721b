import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { alicloud, huaweicloud, images, ScanGate, tencentcloud } from "pulumi-image-scan";
import { RenderedFile } from "./renderedFile";

const config = new pulumi.Config();
const exceptions = config.getObject<{ vulnerability: string; until: string; reason: string }[]>("exceptions");

// The same release on each cloud: `pulumi config set cloud alicloud`. Only the registry's host is another one.
const clouds = {
  tencentcloud: { Task: tencentcloud.RegistryScanTask, host: "ccr.ccs.tencentyun.com" },
  alicloud: { Task: alicloud.RegistryScanTask, host: "registry.cn-hangzhou.aliyuncs.com" },
  huaweicloud: { Task: huaweicloud.RegistryScanTask, host: "swr.cn-north-4.myhuaweicloud.com" },
};
const { Task, host } = clouds[(config.get("cloud") ?? "tencentcloud") as keyof typeof clouds];

const task = new Task("release", { images: [`${host}/team/api:1.4`, `${host}/team/web:2.0`] });

const gate = new ScanGate("release", {
  task,
  maxFindings: { high: 0 },
  ...(exceptions === undefined ? {} : { exceptions }),
});

// In a program with a cluster this text goes to `new kubernetes.yaml.v2.ConfigGroup("shop", { yaml })`.
const yaml = images.pin(readFileSync(join(__dirname, "deployment.yaml"), "utf8"), gate.pinned);
new RenderedFile("deployment", { path: join(__dirname, "rendered", "deployment.yaml"), text: yaml });

export const pinned = gate.pinned;
