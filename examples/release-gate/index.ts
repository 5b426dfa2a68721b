import * as pulumi from "@pulumi/pulumi";
import { ScanGate, tencentcloud } from "pulumi-image-scan";

const images = new pulumi.Config().getObject<string[]>("images") ?? ["team/api:1.4", "team/web:2.0"];

const task = new tencentcloud.RegistryScanTask("release", { images });

// Red until every image is scanned and has no critical finding. It never starts a scan of its own.
const gate = new ScanGate("release", { task, maxFindings: { critical: 0 } });

// Whatever must not be rolled out before the gate is green depends on it.
export const cleared = gate.totalImages.apply((total) => `${total} images may go out`);
