/**
 * Pulumi reads the text of a stack four times for each property of a class, and shows it only to those who look for
 * promises that never end. Where a program has its stacks led back to TypeScript, as Pulumi does with all of them by
 * default, that is most of what a class costs. So while one of ours is constructed these stacks have no lines. Every
 * other stack is what it is without us: those of errors, and that of the place in the program.
 *
 * Returns what ends it, which a constructor must call before anything else runs.
 */
export function sparePromiseStacks(): () => void {
  const usual = Error.prepareStackTrace;
  if (usual === undefined || process.env.PULUMI_DEBUG_PROMISE_LEAKS) return () => {};
  const sparing = (error: Error, sites: NodeJS.CallSite[]): unknown =>
    isOfPromise(sites[0]) ? String(error) : usual.call(Error, error, sites);
  Error.prepareStackTrace = sparing;
  return () => {
    // A program's own code may run in between, in a transformation: what that has set stays.
    if (Error.prepareStackTrace === sparing) Error.prepareStackTrace = usual;
  };
}

/** Whether Pulumi notes where a promise was made. */
function isOfPromise(site: NodeJS.CallSite | undefined): boolean {
  return (
    site?.getFunctionName() === "debuggablePromise" &&
    /[\\/]runtime[\\/]debuggable\.js$/.test(site.getFileName() ?? "")
  );
}
