// The examples and tests import `pulumi-image-scan` by its name, as users do. In the repository that name is
// this link: npm cannot install a package into itself, and Node's self-reference does not reach the code that
// Pulumi's provider process loads (its module has no file name).
import { existsSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

const link = join(resolve(__dirname, "..", ".."), "node_modules", "pulumi-image-scan");
if (!existsSync(link)) symlinkSync("..", link, "dir");
