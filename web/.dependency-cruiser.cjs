// The import rules of the web (docs/web.md). tools/check.ts fails when this has read no module.
const from = (path, pathNot) => ({ path, ...(pathNot ? { pathNot } : {}) });

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "nothing-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "apps-never-import-apps",
      severity: "error",
      from: { path: "^apps/([^/]+)/" },
      to: { path: "^apps/", pathNot: "^apps/$1/" },
    },
    { name: "packages-never-import-apps", severity: "error", from: from("^packages/"), to: { path: "^apps/" } },
    {
      name: "core-imports-nothing",
      severity: "error",
      from: from("^packages/core/src/"),
      to: { pathNot: "^packages/core/src/" },
    },
    {
      name: "packages-only-downwards",
      comment: "forms may use core, ui and i18n; ui may use i18n; api and i18n use no other package",
      severity: "error",
      from: from("^packages/(api|i18n)/src/"),
      to: { path: "^packages/", pathNot: "^packages/$1/" },
    },
    {
      name: "ui-is-dumb",
      severity: "error",
      from: from("^packages/ui/src/"),
      to: { path: "^packages/(api|core|forms|sync)/" },
    },
    {
      name: "forms-know-no-server",
      severity: "error",
      from: from("^packages/forms/src/"),
      to: { path: "^packages/(api|sync)/" },
    },
    {
      name: "packages-by-their-front-door",
      severity: "error",
      from: { path: "^(apps|packages)/([^/]+)/" },
      to: {
        path: "^packages/[^/]+/src/",
        pathNot: [
          "^packages/ui/src/base\\.css$",
          "^packages/[^/]+/src/index\\.ts$",
          // Side doors, named in the package's `exports`: what only some pages use stays out of the first load.
          "^packages/forms/src/capture/index\\.ts$",
          "^packages/session/src/leaves/index\\.ts$",
          "^packages/session/src/waiting/index\\.ts$",
          "^packages/session/src/guarding/FactorSteps\\.tsx$",
          "^$1/$2/",
        ],
      },
    },
    {
      name: "a-feature-does-not-import-its-siblings",
      severity: "error",
      from: { path: "^apps/([^/]+)/src/features/([^/]+)/" },
      to: { path: "^apps/$1/src/features/", pathNot: "^apps/$1/src/features/$2/" },
    },
    {
      name: "features-know-no-routes",
      severity: "error",
      from: from("^apps/[^/]+/src/(features|shared)/"),
      to: { path: "^apps/[^/]+/src/routes/" },
    },
    {
      name: "shared-knows-no-features",
      severity: "error",
      from: from("^apps/[^/]+/src/shared/"),
      to: { path: "^apps/[^/]+/src/features/" },
    },
    {
      name: "antd-in-the-console-only",
      severity: "error",
      from: { pathNot: "^(apps/console/|node_modules/)" },
      to: { path: "node_modules/(antd|@ant-design)/" },
    },
    {
      name: "only-work-imports-sync",
      severity: "error",
      from: { pathNot: "^(apps/work|packages/sync)/" },
      to: { path: "^packages/sync/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(/dist/|/test/)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "default"],
      extensions: [".ts", ".tsx", ".js", ".css"],
    },
  },
};
