import { tenantBase } from "@bihuan/api";
import { createBrowserRouter, RouterProvider } from "react-router";

const router = createBrowserRouter([{ path: "*", element: <p>…</p> }], { basename: tenantBase() || "/" });

export function Routing() {
  return <RouterProvider router={router} />;
}
