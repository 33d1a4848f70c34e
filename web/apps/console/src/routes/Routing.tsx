import { tenantBase } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Skeleton, State } from "@bihuan/ui";
import { lazy, type ReactNode, Suspense } from "react";
import { createBrowserRouter, RouterProvider, useNavigate } from "react-router";
import { Reminder } from "../features/firstDays/Reminder.tsx";
import { Bell } from "../features/notices/Bell.tsx";
import { Palette } from "../features/palette/Palette.tsx";
import { FormDesk } from "../shared/forms.tsx";
import { Shell } from "../shared/Shell.tsx";
import { texts } from "../shared/texts.ts";

// Each page is loaded when it is first opened.
const PoolPage = lazy(() => import("../features/pool/PoolPage.tsx"));
const TicketPage = lazy(() => import("../features/ticket/TicketPage.tsx"));
const TracePage = lazy(() => import("../features/trace/TracePage.tsx"));
const TicketTracePage = lazy(() => import("../features/trace/TicketTracePage.tsx"));
const NewTicketPage = lazy(() => import("../features/newTicket/NewTicketPage.tsx"));
const MyTasksPage = lazy(() => import("../features/myTasks/MyTasksPage.tsx"));
const HomePage = lazy(() => import("../features/firstDays/HomePage.tsx"));
const StartPage = lazy(() => import("../features/firstDays/StartPage.tsx"));
const AccountPage = lazy(() => import("../features/account/AccountPage.tsx"));
const NoticesPage = lazy(() => import("../features/notices/NoticesPage.tsx"));
const RulesPage = lazy(() => import("../features/rules/RulesPage.tsx"));
const WaitingPage = lazy(() => import("../features/dispatch/WaitingPage.tsx"));
const CalendarsPage = lazy(() => import("../features/calendars/CalendarsPage.tsx"));
const RosterPage = lazy(() => import("../features/roster/RosterPage.tsx"));
const PeoplePage = lazy(() => import("../features/people/PeoplePage.tsx"));
const OrganisationPage = lazy(() => import("../features/organisation/OrganisationPage.tsx"));
const RolesPage = lazy(() => import("../features/roles/RolesPage.tsx"));
const CustomersPage = lazy(() => import("../features/customers/CustomersPage.tsx"));
const CustomerPage = lazy(() => import("../features/customers/CustomerPage.tsx"));
const DevicesPage = lazy(() => import("../features/devices/DevicesPage.tsx"));
const ImportPage = lazy(() => import("../features/imports/ImportPage.tsx"));
const DevicePage = lazy(() => import("../features/devices/DevicePage.tsx"));
const LabelsPage = lazy(() => import("../features/devices/LabelsPage.tsx"));
const PublicFormsPage = lazy(() => import("../features/publicForms/PublicFormsPage.tsx"));
const UnnoticedPage = lazy(() => import("../features/unnoticed/UnnoticedPage.tsx"));
const EngineersPage = lazy(() => import("../features/engineers/EngineersPage.tsx"));
const PoliciesPage = lazy(() => import("../features/policies/PoliciesPage.tsx"));
const DoubtsPage = lazy(() => import("../features/clocks/DoubtsPage.tsx"));
const ClocksPanel = lazy(() => import("../features/clocks/ClocksPanel.tsx"));
const LinksPanel = lazy(() => import("../features/links/LinksPanel.tsx"));
const LeaderBanner = lazy(() => import("../features/links/LeaderBanner.tsx"));
const SharePanel = lazy(() => import("../features/share/SharePanel.tsx"));
const DuplicateHint = lazy(() => import("../features/links/DuplicateHint.tsx"));
const DispatchPanel = lazy(() => import("../features/dispatch/DispatchPanel.tsx"));

const PANELS = {
  Clocks: ClocksPanel,
  Dispatch: DispatchPanel,
  Links: LinksPanel,
  Leader: LeaderBanner,
  Share: SharePanel,
};

const router = createBrowserRouter(
  [
    {
      element: <Frame />,
      errorElement: <Broken />,
      children: [
        {
          errorElement: <Broken />,
          children: [
            { index: true, element: page(<HomePage />) },
            { path: "start", element: page(<StartPage />) },
            { path: "tickets", element: page(<PoolPage />) },
            { path: "tickets/:key", element: page(<TicketPage {...PANELS} />) },
            { path: "new", element: page(<NewTicketPage Hint={DuplicateHint} />) },
            { path: "trace", element: page(<TracePage />) },
            { path: "trace/:key", element: page(<TicketTracePage />) },
            { path: "tasks", element: page(<MyTasksPage />) },
            { path: "dispatch", element: page(<WaitingPage />) },
            { path: "calendars", element: page(<CalendarsPage />) },
            { path: "roster", element: page(<RosterPage />) },
            { path: "people", element: page(<PeoplePage />) },
            { path: "organisation", element: page(<OrganisationPage />) },
            { path: "roles", element: page(<RolesPage />) },
            { path: "customers", element: page(<CustomersPage />) },
            { path: "customers/:id", element: page(<CustomerPage />) },
            { path: "import/:kind", element: page(<ImportPage />) },
            { path: "devices", element: page(<DevicesPage />) },
            { path: "devices/:id", element: page(<DevicePage />) },
            { path: "labels", element: page(<LabelsPage />) },
            { path: "public-forms", element: page(<PublicFormsPage />) },
            { path: "unattended", element: page(<UnnoticedPage />) },
            { path: "engineers", element: page(<EngineersPage />) },
            { path: "policies", element: page(<PoliciesPage />) },
            { path: "times", element: page(<DoubtsPage />) },
            { path: "account", element: page(<AccountPage />) },
            { path: "notices", element: page(<NoticesPage />) },
            { path: "rules", element: page(<RulesPage />) },
            { path: "*", element: <Missing /> },
          ],
        },
      ],
    },
  ],
  { basename: tenantBase() || "/" },
);

export function Routing() {
  return <RouterProvider router={router} />;
}

function page(content: ReactNode) {
  return <Suspense fallback={<Skeleton lines={8} height={18} />}>{content}</Suspense>;
}

function Frame() {
  return (
    <FormDesk>
      <Shell bell={<Bell />} notice={<Reminder />} />
      <Palette />
    </FormDesk>
  );
}

function Broken() {
  const t = useTexts(texts);
  return (
    <State icon="alert" title={t("broken")} hint={t("brokenHint")} alert>
      <Button onClick={() => location.reload()}>{t("reload")}</Button>
    </State>
  );
}

function Missing() {
  const t = useTexts(texts);
  const navigate = useNavigate();
  return (
    <State icon="search" title={t("missing")} hint={t("missingHint")}>
      <Button onClick={() => navigate("/tickets")}>{t("toPool")}</Button>
    </State>
  );
}
