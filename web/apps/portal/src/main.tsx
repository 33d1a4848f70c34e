import "./older.ts";
import "@bihuan/ui/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Routes } from "./routes/Routes.tsx";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");
createRoot(root).render(
  <StrictMode>
    <Routes />
  </StrictMode>,
);
