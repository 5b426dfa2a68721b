import {
  chmodSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { succeed } from "../../tests/package/command";
import { cacheDirectory, installedOnce } from "../../tests/package/installed";
import { findExecutable } from "../engine/executable";

/** A Chromium that can be started here. */
export interface Chromium {
  readonly executable: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const packaged = { name: "@sparticuz/chromium", version: "141.0.0" } as const;
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The Chromium of this machine; else one from npm, kept between runs. An error says why there is none. */
export async function findChromium(): Promise<Chromium> {
  for (const name of names) {
    const executable = findExecutable(name, process.env.PATH);
    if (executable !== undefined) return { executable, args: ["--headless=new"], env: {} };
  }
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error(
      `no Chromium is on PATH, and ${packaged.name} has none for ${process.platform} ${process.arch}`,
    );
  const directory = await unpackedOnce();
  return {
    executable: join(directory, "chromium"),
    // It was built for a place where it is alone: one process, and nothing of the machine's but its C library.
    args: ["--headless=shell", "--single-process", "--no-zygote", "--in-process-gpu", "--disable-webgl"],
    env: {
      LD_LIBRARY_PATH: join(directory, "al2023", "lib"),
      FONTCONFIG_FILE: join(directory, "fonts.conf"),
    },
  };
}

async function unpackedOnce(): Promise<string> {
  const directory = join(cacheDirectory(), `chromium-${packaged.version}`);
  if (existsSync(directory)) return directory;
  const installed = await installedOnce(packaged.name, packaged.version);
  const packed = join(installed, "node_modules", packaged.name, "bin");
  const prepared = mkdtempSync(`${directory}.`);
  try {
    await inflate(join(packed, "chromium.br"), join(prepared, "chromium"));
    chmodSync(join(prepared, "chromium"), 0o755);
    for (const [name, place] of Object.entries({ al2023: "al2023", fonts: "fonts", swiftshader: "." })) {
      const archive = join(prepared, `${name}.tar`);
      await inflate(join(packed, `${name}.tar.br`), archive);
      mkdirSync(join(prepared, place), { recursive: true });
      await succeed("tar", ["-xf", archive, "-C", place], { cwd: prepared });
      rmSync(archive);
    }
    writeFileSync(join(prepared, "fonts.conf"), fontsIn(join(directory, "fonts")));
    renameSync(prepared, directory);
  } catch (failure) {
    rmSync(prepared, { recursive: true, force: true });
    // Another run was faster.
    if (!existsSync(directory)) throw failure;
  }
  return directory;
}

/** The fonts that it brings, and those of the machine. */
function fontsIn(directory: string): string {
  const places = [directory, "/usr/share/fonts"].map((place) => `<dir>${place}</dir>`);
  return `<?xml version="1.0"?>\n<fontconfig>${places.join("")}<cachedir prefix="xdg">fontconfig</cachedir></fontconfig>\n`;
}

function inflate(from: string, to: string): Promise<void> {
  return pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));
}
