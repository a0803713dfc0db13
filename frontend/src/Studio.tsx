/** The studio: palette left, canvas centre, step panel right, dock below, bar above. */
import { lazy, useEffect } from "react";
import { Canvas } from "./canvas/Canvas";
import { ComparisonPicture, type PictureProps } from "./panels/comparison/picture";
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
import { keepPreviewing } from "./state/previewing";
import { keepDrafts } from "./state/drafts";
import { keepElsewhere } from "./state/elsewhere";
import { keepAddress, openAddress } from "./state/opening";
import { keepShortcuts } from "./state/shortcuts";
import { useTitle } from "./useTitle";
import classes from "./Studio.module.css";

const Comparison = lazy(() => import("./canvas/Comparison"));
const drawComparison = (props: PictureProps) => <Comparison {...props} />;

export function Studio() {
  useTitle();
  useEffect(() => {
    void loadCatalogue();
    const stops = [keepChecking(), keepPreviewing(), keepDrafts(), keepElsewhere(), keepAddress(), keepShortcuts()];
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
      <ComparisonPicture value={drawComparison}>
        <Dialogs />
      </ComparisonPicture>
    </div>
  );
}
