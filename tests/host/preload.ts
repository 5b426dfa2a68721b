// Loaded into the provider process in front of everything else: tells which modules are loaded when it is asked.
process.on("message", () => process.send?.(Object.keys(require.cache)));
// The tests are gone: nobody else would end this process.
process.on("disconnect", () => process.exit());
