/** Which room of the studio may know which: the rules of ARCHITECTURE.md, as a check. */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      comment: "Two modules that need each other are one module, or hide a third.",
      from: {},
      to: { circular: true },
    },
    {
      name: "only-the-canvas-knows-react-flow",
      severity: "error",
      comment: "Steps and streams are ours; nodes and edges are pictures of them, drawn in canvas/ only.",
      from: { pathNot: "^src/canvas/" },
      to: { path: "@xyflow" },
    },
    {
      name: "pure-rooms",
      severity: "error",
      comment: "flow/, run/ and timeline/ decide; they are plain TypeScript and are tested without a browser.",
      from: { path: "^src/(flow|run|timeline)/" },
      to: { path: "node_modules/(react|react-dom|@mantine|@xyflow|@tabler|@codemirror)/" },
    },
    {
      name: "flow-stands-alone",
      severity: "error",
      comment: "flow/ is the document and its edits: it knows the types of the API and nothing else of the studio.",
      from: { path: "^src/flow/" },
      to: { path: "^src/", pathNot: "^src/(flow|api/types|api/schema)" },
    },
    {
      name: "panels-do-not-know-the-canvas",
      severity: "error",
      comment: "Panels and canvas meet in state/: ask there for a step to be revealed.",
      from: { path: "^src/panels/" },
      to: { path: "^src/canvas/" },
    },
    {
      name: "state-draws-nothing",
      severity: "error",
      comment: "state/ is what the screen shows, not how.",
      from: { path: "^src/(state|api)/" },
      to: { path: "^src/(canvas|panels)/" },
    },
    {
      name: "no-icon-barrel",
      severity: "error",
      comment: "The barrel makes the bundler read thousands of icons: import each from @tabler/icons-react/dist/esm/icons/.",
      from: {},
      to: { path: "tabler-icons-react\\.(mjs|cjs|d\\.ts)$" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default", "types"] },
  },
};
