import * as pulumi from "@pulumi/pulumi";
import { huaweicloud, ScanGate } from "pulumi-image-scan";

const images = new pulumi.Config().getObject<string[]>("images") ?? ["team/api:1.4", "team/web:2.0"];

const task = new huaweicloud.RegistryScanTask("release", { images });

// HSS counts by how soon a vulnerability is to be mended: `high` is at once.
const gate = new ScanGate("release", { task, maxFindings: { high: 0, malware: 0 } });

// Whatever must not be rolled out before the gate is green depends on it.
export const cleared = gate.totalImages.apply((total) => `${total} images may go out`);
