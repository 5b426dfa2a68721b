import ts from "typescript";

/** A resource that a program declares. */
export interface Evaluated {
  /** As the program writes it: `tencentcloud.RegistryScanSchedule`. */
  readonly type: string;
  readonly name: string;
  readonly args: Record<string, unknown>;
}

/** What a TypeScript program declares of this package, in its order. */
export function evaluated(program: string): Evaluated[] {
  const declared: Evaluated[] = [];
  const classesOf = (cloud: string): object =>
    new Proxy(
      {},
      {
        get: (_, name) =>
          class {
            constructor(named: string, args: Record<string, unknown>) {
              declared.push({ type: `${cloud}.${String(name)}`, name: named, args });
            }
          },
      },
    );
  const clouds = Object.fromEntries(
    ["tencentcloud", "alicloud", "huaweicloud"].map((cloud) => [cloud, classesOf(cloud)]),
  );
  const { outputText } = ts.transpileModule(program, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    reportDiagnostics: true,
  });
  const run = new Function("require", "exports", outputText) as (load: () => object, exports: object) => void;
  run(() => clouds, {});
  return declared;
}
