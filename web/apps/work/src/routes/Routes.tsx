import { tenantBase } from "@bihuan/api";
import { Route, Router, Switch } from "wouter";
import { HomePage } from "../features/home/HomePage.tsx";

/** The work app's pages; addresses are below /work. */
export function Routes() {
  return (
    <Router base={`${tenantBase()}/work`}>
      <Switch>
        <Route>
          <HomePage />
        </Route>
      </Switch>
    </Router>
  );
}
