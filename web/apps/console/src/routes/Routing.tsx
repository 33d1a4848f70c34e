import { tenantBase } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { type Feature, useSwitches } from "@bihuan/session";
import { Button, Skeleton, State } from "@bihuan/ui";
import { lazy, type ReactNode, Suspense } from "react";
import { createBrowserRouter, RouterProvider, useNavigate } from "react-router";
import { Reminder } from "../features/firstDays/Reminder.tsx";
import { Bell } from "../features/notices/Bell.tsx";
import { Palette } from "../features/palette/Palette.tsx";
import { FormDesk } from "../shared/forms.tsx";
import { Shell } from "../shared/Shell.tsx";
import { texts } from "../shared/texts.ts";
import { WhenOn } from "../shared/WhenOn.tsx";

// Each page is loaded when it is first opened.
const PoolPage = lazy(() => import("../features/pool/PoolPage.tsx"));
const TicketPage = lazy(() => import("../features/ticket/TicketPage.tsx"));
const TracePage = lazy(() => import("../features/trace/TracePage.tsx"));
const DrillPage = lazy(() => import("../features/drill/DrillPage.tsx"));
const TicketTracePage = lazy(() => import("../features/trace/TicketTracePage.tsx"));
const NewTicketPage = lazy(() => import("../features/newTicket/NewTicketPage.tsx"));
const TablesPage = lazy(() => import("../features/tables/TablesPage.tsx"));
const TablePage = lazy(() => import("../features/tables/TablePage.tsx"));
const TableRecordPage = lazy(() => import("../features/tables/RecordPage.tsx"));
const MyTasksPage = lazy(() => import("../features/myTasks/MyTasksPage.tsx"));
const ApprovalsPage = lazy(() => import("../features/approvals/ApprovalsPage.tsx"));
const HomePage = lazy(() => import("../features/firstDays/HomePage.tsx"));
const StartPage = lazy(() => import("../features/firstDays/StartPage.tsx"));
const BundlesPage = lazy(() => import("../features/firstDays/BundlesPage.tsx"));
const AccountPage = lazy(() => import("../features/account/AccountPage.tsx"));
const NoticesPage = lazy(() => import("../features/notices/NoticesPage.tsx"));
const MessagesPage = lazy(() => import("../features/messages/MessagesPage.tsx"));
const RulesPage = lazy(() => import("../features/rules/RulesPage.tsx"));
const WaitingPage = lazy(() => import("../features/dispatch/WaitingPage.tsx"));
const CalendarsPage = lazy(() => import("../features/calendars/CalendarsPage.tsx"));
const RosterPage = lazy(() => import("../features/roster/RosterPage.tsx"));
const PeoplePage = lazy(() => import("../features/people/PeoplePage.tsx"));
const CompanyPage = lazy(() => import("../features/company/CompanyPage.tsx"));
const ModulesPage = lazy(() => import("../features/modules/ModulesPage.tsx"));
const OrganisationPage = lazy(() => import("../features/organisation/OrganisationPage.tsx"));
const RolesPage = lazy(() => import("../features/roles/RolesPage.tsx"));
const CustomersPage = lazy(() => import("../features/customers/CustomersPage.tsx"));
const CustomerPage = lazy(() => import("../features/customers/CustomerPage.tsx"));
const DevicesPage = lazy(() => import("../features/devices/DevicesPage.tsx"));
const ImportPage = lazy(() => import("../features/imports/ImportPage.tsx"));
const DevicePage = lazy(() => import("../features/devices/DevicePage.tsx"));
const LabelsPage = lazy(() => import("../features/devices/LabelsPage.tsx"));
const PlaceLabelsPage = lazy(() => import("../features/devices/PlaceLabelsPage.tsx"));
const TypesPage = lazy(() => import("../features/types/TypesPage.tsx"));
const FormDesignerPage = lazy(() => import("../features/formDesigner/DesignerPage.tsx"));
const PublicFormsPage = lazy(() => import("../features/publicForms/PublicFormsPage.tsx"));
const UnnoticedPage = lazy(() => import("../features/unnoticed/UnnoticedPage.tsx"));
const HandOverPage = lazy(() => import("../features/handOver/HandOverPage.tsx"));
const EngineersPage = lazy(() => import("../features/engineers/EngineersPage.tsx"));
const RepliesPage = lazy(() => import("../features/replies/RepliesPage.tsx"));
const FlowsPage = lazy(() => import("../features/flows/FlowsPage.tsx"));
const FlowPage = lazy(() => import("../features/flows/FlowPage.tsx"));
const DispatchPoliciesPage = lazy(() => import("../features/dispatchPolicies/DispatchPoliciesPage.tsx"));
const PoliciesPage = lazy(() => import("../features/policies/PoliciesPage.tsx"));
const RetentionPage = lazy(() => import("../features/retention/RetentionPage.tsx"));
const ErasuresPage = lazy(() => import("../features/erasures/ErasuresPage.tsx"));
const HealthPage = lazy(() => import("../features/health/HealthPage.tsx"));
const ReportsPage = lazy(() => import("../features/reports/ReportsPage.tsx"));
const FirstRunPage = lazy(() => import("../features/firstRun/FirstRunPage.tsx"));
const EvidencePage = lazy(() => import("../features/witness/EvidencePage.tsx"));
const DoubtsPage = lazy(() => import("../features/clocks/DoubtsPage.tsx"));
const ClocksPanel = lazy(() => import("../features/clocks/ClocksPanel.tsx"));
const FamilyPanel = lazy(() => import("../features/links/family/FamilyPanel.tsx"));
const SetupPage = lazy(() => import("../features/together/setup/SetupPage.tsx"));
const TogetherPanel = lazy(() => import("../features/together/TogetherPanel.tsx"));
const FilesPanel = lazy(() => import("../features/files/FilesPanel.tsx"));
const LinksPanel = lazy(() => import("../features/links/LinksPanel.tsx"));
const LeaderBanner = lazy(() => import("../features/links/LeaderBanner.tsx"));
const SharePanel = lazy(() => import("../features/share/SharePanel.tsx"));
const DuplicateHint = lazy(() => import("../features/links/DuplicateHint.tsx"));
const DispatchPanel = lazy(() => import("../features/dispatch/DispatchPanel.tsx"));

const PANELS = {
  Clocks: ClocksPanel,
  Dispatch: DispatchPanel,
  Family: FamilyPanel,
  Files: FilesPanel,
  Together: TogetherPanel,
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
            { path: "first", element: page(<FirstRunPage />) },
            { path: "bundles", element: page(<BundlesPage />) },
            { path: "tickets", element: page(<PoolPage />) },
            { path: "tickets/:key", element: page(<TicketPage {...PANELS} />) },
            { path: "new", element: page(<NewTicketPage Hint={DuplicateHint} />) },
            { path: "trace", element: page(<TracePage />) },
            { path: "trace/drill", element: page(<DrillPage />) },
            { path: "trace/:key", element: page(<TicketTracePage />) },
            { path: "data", element: page(<TablesPage />, "tables") },
            { path: "data/:table", element: page(<TablePage />, "tables") },
            { path: "data/:table/:record", element: page(<TableRecordPage />, "tables") },
            { path: "tasks", element: page(<MyTasksPage />) },
            { path: "approvals", element: page(<ApprovalsPage />) },
            { path: "dispatch", element: page(<WaitingPage />) },
            { path: "calendars", element: page(<CalendarsPage />) },
            { path: "roster", element: page(<RosterPage />, "roster") },
            { path: "people", element: page(<PeoplePage />) },
            { path: "working-together", element: page(<SetupPage />, "joint") },
            { path: "company", element: page(<CompanyPage />) },
            { path: "modules", element: page(<ModulesPage />) },
            { path: "organisation", element: page(<OrganisationPage />) },
            { path: "roles", element: page(<RolesPage />) },
            { path: "customers", element: page(<CustomersPage />) },
            { path: "customers/:id", element: page(<CustomerPage />) },
            { path: "import/:kind", element: page(<ImportPage />) },
            { path: "devices", element: page(<DevicesPage />, "devices") },
            { path: "devices/:id", element: page(<DevicePage />, "devices") },
            { path: "labels", element: page(<LabelsPage />, "labels") },
            { path: "labels/places/:customer/:site", element: page(<PlaceLabelsPage />, "labels") },
            { path: "types", element: page(<TypesPage />) },
            { path: "forms/:key", element: page(<FormDesignerPage />) },
            { path: "public-forms", element: page(<PublicFormsPage />, "portal") },
            { path: "unattended", element: page(<UnnoticedPage />) },
            { path: "hand-over", element: page(<HandOverPage />) },
            { path: "engineers", element: page(<EngineersPage />, "engineers") },
            { path: "flows", element: page(<FlowsPage />) },
            { path: "flows/:key", element: page(<FlowPage />) },
            { path: "dispatch-policies", element: page(<DispatchPoliciesPage />, "dispatch") },
            { path: "policies", element: page(<PoliciesPage />) },
            { path: "replies", element: page(<RepliesPage />, "replies") },
            { path: "retention", element: page(<RetentionPage />) },
            { path: "erasures", element: page(<ErasuresPage />) },
            { path: "health", element: page(<HealthPage />) },
            { path: "reports", element: page(<ReportsPage />, "reports") },
            { path: "evidence", element: page(<EvidencePage />) },
            { path: "times", element: page(<DoubtsPage />) },
            { path: "account", element: page(<AccountPage />) },
            { path: "notices", element: page(<NoticesPage />) },
            { path: "messages", element: page(<MessagesPage />) },
            { path: "rules", element: page(<RulesPage />, "rules") },
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

function page(content: ReactNode, feature?: Feature) {
  const loaded = <Suspense fallback={<Skeleton lines={8} height={18} />}>{content}</Suspense>;
  return feature ? <WhenOn feature={feature}>{loaded}</WhenOn> : loaded;
}

function Frame() {
  useSwitches();
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
