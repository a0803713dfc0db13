/** The studio: palette left, canvas centre, step panel right, dock below, bar above. */
import { useEffect } from "react";
import { Canvas } from "./canvas/Canvas";
import { Announcer } from "./panels/Announcer";
import { Dialogs } from "./panels/dialogs/Dialogs";
import { Dock } from "./panels/dock/Dock";
import { DockFrame } from "./panels/DockFrame";
import { EmptyFlow } from "./panels/EmptyFlow";
import { Palette } from "./panels/Palette";
import { SidePanel } from "./panels/SidePanel";
import { TopBar } from "./panels/topbar/TopBar";
import { loadCatalogue } from "./state/catalogue";
import { keepChecking } from "./state/checking";
import { keepDrafts } from "./state/drafts";
import { keepAddress, openAddress } from "./state/opening";
import { keepShortcuts } from "./state/shortcuts";
import { useTitle } from "./useTitle";
import classes from "./Studio.module.css";

export function Studio() {
  useTitle();
  useEffect(() => {
    void loadCatalogue();
    const stops = [keepChecking(), keepDrafts(), keepAddress(), keepShortcuts()];
    void openAddress();
    return () => stops.forEach((stop) => stop());
  }, []);
  return (
    <div className={classes.studio}>
      <TopBar />
      <Palette />
      <main className={classes.centre}>
        <Canvas>
          <EmptyFlow />
        </Canvas>
        <Announcer />
      </main>
      <SidePanel />
      <DockFrame>
        <Dock />
      </DockFrame>
      <Dialogs />
    </div>
  );
}
