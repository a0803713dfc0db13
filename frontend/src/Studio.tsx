/** The studio: palette left, canvas centre, step panel right, dock below, bar above. */
import { lazy, useEffect, type ReactNode } from "react";
import { Canvas } from "./canvas/Canvas";
import { ComparisonPicture, type PictureProps } from "./panels/comparison/picture";
import { Announcer } from "./panels/Announcer";
import { Dialogs } from "./panels/dialogs/Dialogs";
import { Dock } from "./panels/dock/Dock";
import { dockPart } from "./panels/dock/dockAddress";
import { DockFrame } from "./panels/DockFrame";
import { EmptyFlow } from "./panels/EmptyFlow";
import { FindBar } from "./panels/FindBar";
import { Palette } from "./panels/Palette";
import { SidePanel } from "./panels/SidePanel";
import { SkipLinks } from "./panels/SkipLinks";
import { TopBar } from "./panels/topbar/TopBar";
import { loadCatalogue } from "./state/catalogue";
import { keepChecking } from "./state/checking";
import { keepPreviewing } from "./state/previewing";
import { keepDoctor } from "./state/doctor";
import { keepDrafts } from "./state/drafts";
import { keepElsewhere } from "./state/elsewhere";
import { keepLooked } from "./state/looking";
import { keepAddress, openAddress } from "./state/opening";
import { keepRegions, type Region } from "./state/regions";
import { keepShortcuts } from "./state/shortcuts";
import { keepWiring } from "./state/wiring";
import { useTitle } from "./useTitle";
import classes from "./Studio.module.css";

const Comparison = lazy(() => import("./canvas/Comparison"));
const drawComparison = (props: PictureProps) => <Comparison {...props} />;

export function Studio() {
  useTitle();
  useEffect(() => {
    void loadCatalogue();
    const looked = [keepAddress(), keepLooked(dockPart)];
    const kept = [keepChecking(), keepPreviewing(), keepDrafts(), keepElsewhere(), keepDoctor()];
    const stops = [...kept, ...looked, keepWiring(), keepRegions(), keepShortcuts()];
    void openAddress();
    return () => stops.forEach((stop) => stop());
  }, []);
  return (
    <div className={classes.studio}>
      <SkipLinks />
      <Part name="bar">
        <TopBar />
      </Part>
      <Part name="left">
        <Palette />
      </Part>
      <main className={classes.centre} data-region="canvas">
        <Canvas>
          <EmptyFlow />
        </Canvas>
        <FindBar />
        <Announcer />
      </main>
      <Part name="panel">
        <SidePanel />
      </Part>
      <Part name="dock">
        <DockFrame>
          <Dock />
        </DockFrame>
      </Part>
      <ComparisonPicture value={drawComparison}>
        <Dialogs />
      </ComparisonPicture>
    </div>
  );
}

/** A region that F6 goes to; it takes no part in how the screen is divided. */
function Part({ name, children }: { name: Region; children: ReactNode }) {
  return (
    <div className={classes.part} data-region={name}>
      {children}
    </div>
  );
}
