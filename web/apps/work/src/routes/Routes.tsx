import { tenantBase } from "@bihuan/api";
import { useMe } from "@bihuan/session";
import { Skeleton } from "@bihuan/ui";
import { lazy, Suspense, useEffect } from "react";
import { Route, Router, Switch } from "wouter";
import TasksPage from "../features/tasks/TasksPage.tsx";
import { outbox } from "../shared/queue/outbox.ts";
import { Shell } from "../shared/Shell.tsx";

// The first page comes with the app; the others when they are opened.
const JobPage = lazy(() => import("../features/job/JobPage.tsx"));
const ReportPage = lazy(() => import("../features/report/ReportPage.tsx"));
const ApprovalsPage = lazy(() => import("../features/approvals/ApprovalsPage.tsx"));
const MinePage = lazy(() => import("../features/mine/MinePage.tsx"));
const DeputiesPage = lazy(() => import("../features/deputies/DeputiesPage.tsx"));
const LeavesPage = lazy(() => import("../features/leaves/LeavesPage.tsx"));
const BoardPage = lazy(() => import("../features/board/BoardPage.tsx"));

/** The work app's pages; addresses are below /work. */
export function Routes() {
  const me = useMe();
  useEffect(() => {
    outbox.serve(me.id);
    return () => outbox.serve(null);
  }, [me.id]);
  return (
    <Router base={`${tenantBase()}/work`}>
      <Shell>
        <Suspense fallback={<Skeleton lines={8} height={22} />}>
          <Switch>
            <Route path="/tickets/:key">{({ key }) => <JobPage key={key} ticketKey={key} />}</Route>
            <Route path="/report">
              <ReportPage />
            </Route>
            <Route path="/approvals">
              <ApprovalsPage />
            </Route>
            <Route path="/mine">
              <MinePage />
            </Route>
            <Route path="/deputies">
              <DeputiesPage />
            </Route>
            <Route path="/leaves">
              <LeavesPage />
            </Route>
            <Route path="/board">
              <BoardPage />
            </Route>
            <Route>
              <TasksPage />
            </Route>
          </Switch>
        </Suspense>
      </Shell>
    </Router>
  );
}
