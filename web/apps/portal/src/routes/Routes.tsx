import { Route, Router, Switch } from "wouter";
import { LandingPage } from "../features/landing/LandingPage.tsx";

/** What stands before /portal in the address when it names the tenant. */
const BASE = /^(\/t\/[^/]+)?\/portal/.exec(location.pathname)?.[0] ?? "/portal";

/** The portal's pages; addresses are below /portal. */
export function Routes() {
  return (
    <Router base={BASE}>
      <Switch>
        <Route>
          <LandingPage />
        </Route>
      </Switch>
    </Router>
  );
}
