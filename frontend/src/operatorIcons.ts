/** The icons an operator may name, each imported alone so that no other icon is shipped. */
import Abacus from "@tabler/icons-react/dist/esm/icons/IconAbacus.mjs";
import Activity from "@tabler/icons-react/dist/esm/icons/IconActivity.mjs";
import AlertTriangle from "@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs";
import Api from "@tabler/icons-react/dist/esm/icons/IconApi.mjs";
import ArrowBarToDown from "@tabler/icons-react/dist/esm/icons/IconArrowBarToDown.mjs";
import ArrowBarToUp from "@tabler/icons-react/dist/esm/icons/IconArrowBarToUp.mjs";
import ArrowFork from "@tabler/icons-react/dist/esm/icons/IconArrowFork.mjs";
import ArrowMerge from "@tabler/icons-react/dist/esm/icons/IconArrowMerge.mjs";
import ArrowsJoin from "@tabler/icons-react/dist/esm/icons/IconArrowsJoin.mjs";
import ArrowsJoin2 from "@tabler/icons-react/dist/esm/icons/IconArrowsJoin2.mjs";
import ArrowsShuffle from "@tabler/icons-react/dist/esm/icons/IconArrowsShuffle.mjs";
import ArrowsSplit from "@tabler/icons-react/dist/esm/icons/IconArrowsSplit.mjs";
import ArrowsSplit2 from "@tabler/icons-react/dist/esm/icons/IconArrowsSplit2.mjs";
import Ban from "@tabler/icons-react/dist/esm/icons/IconBan.mjs";
import Bolt from "@tabler/icons-react/dist/esm/icons/IconBolt.mjs";
import Box from "@tabler/icons-react/dist/esm/icons/IconBox.mjs";
import Braces from "@tabler/icons-react/dist/esm/icons/IconBraces.mjs";
import Brackets from "@tabler/icons-react/dist/esm/icons/IconBrackets.mjs";
import Broadcast from "@tabler/icons-react/dist/esm/icons/IconBroadcast.mjs";
import Bug from "@tabler/icons-react/dist/esm/icons/IconBug.mjs";
import Calculator from "@tabler/icons-react/dist/esm/icons/IconCalculator.mjs";
import CalendarTime from "@tabler/icons-react/dist/esm/icons/IconCalendarTime.mjs";
import ChartLine from "@tabler/icons-react/dist/esm/icons/IconChartLine.mjs";
import CircleMinus from "@tabler/icons-react/dist/esm/icons/IconCircleMinus.mjs";
import Clock from "@tabler/icons-react/dist/esm/icons/IconClock.mjs";
import ClockHour4 from "@tabler/icons-react/dist/esm/icons/IconClockHour4.mjs";
import Columns from "@tabler/icons-react/dist/esm/icons/IconColumns.mjs";
import Cube from "@tabler/icons-react/dist/esm/icons/IconCube.mjs";
import Database from "@tabler/icons-react/dist/esm/icons/IconDatabase.mjs";
import Dice5 from "@tabler/icons-react/dist/esm/icons/IconDice5.mjs";
import Edit from "@tabler/icons-react/dist/esm/icons/IconEdit.mjs";
import Eye from "@tabler/icons-react/dist/esm/icons/IconEye.mjs";
import File from "@tabler/icons-react/dist/esm/icons/IconFile.mjs";
import FileDownload from "@tabler/icons-react/dist/esm/icons/IconFileDownload.mjs";
import FileExport from "@tabler/icons-react/dist/esm/icons/IconFileExport.mjs";
import FileImport from "@tabler/icons-react/dist/esm/icons/IconFileImport.mjs";
import Filter from "@tabler/icons-react/dist/esm/icons/IconFilter.mjs";
import FilterCheck from "@tabler/icons-react/dist/esm/icons/IconFilterCheck.mjs";
import Flag from "@tabler/icons-react/dist/esm/icons/IconFlag.mjs";
import Flask from "@tabler/icons-react/dist/esm/icons/IconFlask.mjs";
import Folder from "@tabler/icons-react/dist/esm/icons/IconFolder.mjs";
import Forms from "@tabler/icons-react/dist/esm/icons/IconForms.mjs";
import GitBranch from "@tabler/icons-react/dist/esm/icons/IconGitBranch.mjs";
import GitFork from "@tabler/icons-react/dist/esm/icons/IconGitFork.mjs";
import GitMerge from "@tabler/icons-react/dist/esm/icons/IconGitMerge.mjs";
import Hash from "@tabler/icons-react/dist/esm/icons/IconHash.mjs";
import History from "@tabler/icons-react/dist/esm/icons/IconHistory.mjs";
import Hourglass from "@tabler/icons-react/dist/esm/icons/IconHourglass.mjs";
import Key from "@tabler/icons-react/dist/esm/icons/IconKey.mjs";
import KeyOff from "@tabler/icons-react/dist/esm/icons/IconKeyOff.mjs";
import LayoutList from "@tabler/icons-react/dist/esm/icons/IconLayoutList.mjs";
import Link from "@tabler/icons-react/dist/esm/icons/IconLink.mjs";
import List from "@tabler/icons-react/dist/esm/icons/IconList.mjs";
import ListCheck from "@tabler/icons-react/dist/esm/icons/IconListCheck.mjs";
import ListDetails from "@tabler/icons-react/dist/esm/icons/IconListDetails.mjs";
import MathFunction from "@tabler/icons-react/dist/esm/icons/IconMathFunction.mjs";
import MathMax from "@tabler/icons-react/dist/esm/icons/IconMathMax.mjs";
import MathMin from "@tabler/icons-react/dist/esm/icons/IconMathMin.mjs";
import MathSymbols from "@tabler/icons-react/dist/esm/icons/IconMathSymbols.mjs";
import Maximize from "@tabler/icons-react/dist/esm/icons/IconMaximize.mjs";
import Minimize from "@tabler/icons-react/dist/esm/icons/IconMinimize.mjs";
import Package from "@tabler/icons-react/dist/esm/icons/IconPackage.mjs";
import Pencil from "@tabler/icons-react/dist/esm/icons/IconPencil.mjs";
import Pin from "@tabler/icons-react/dist/esm/icons/IconPin.mjs";
import PlugConnected from "@tabler/icons-react/dist/esm/icons/IconPlugConnected.mjs";
import Puzzle from "@tabler/icons-react/dist/esm/icons/IconPuzzle.mjs";
import Repeat from "@tabler/icons-react/dist/esm/icons/IconRepeat.mjs";
import Replace from "@tabler/icons-react/dist/esm/icons/IconReplace.mjs";
import Route from "@tabler/icons-react/dist/esm/icons/IconRoute.mjs";
import Ruler from "@tabler/icons-react/dist/esm/icons/IconRuler.mjs";
import Search from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import Share from "@tabler/icons-react/dist/esm/icons/IconShare.mjs";
import Stack from "@tabler/icons-react/dist/esm/icons/IconStack.mjs";
import Stack2 from "@tabler/icons-react/dist/esm/icons/IconStack2.mjs";
import Stack3 from "@tabler/icons-react/dist/esm/icons/IconStack3.mjs";
import Sum from "@tabler/icons-react/dist/esm/icons/IconSum.mjs";
import Table from "@tabler/icons-react/dist/esm/icons/IconTable.mjs";
import TablePlus from "@tabler/icons-react/dist/esm/icons/IconTablePlus.mjs";
import Tag from "@tabler/icons-react/dist/esm/icons/IconTag.mjs";
import Tags from "@tabler/icons-react/dist/esm/icons/IconTags.mjs";
import Terminal from "@tabler/icons-react/dist/esm/icons/IconTerminal.mjs";
import Terminal2 from "@tabler/icons-react/dist/esm/icons/IconTerminal2.mjs";
import Timeline from "@tabler/icons-react/dist/esm/icons/IconTimeline.mjs";
import Transform from "@tabler/icons-react/dist/esm/icons/IconTransform.mjs";
import Trash from "@tabler/icons-react/dist/esm/icons/IconTrash.mjs";
import Urgent from "@tabler/icons-react/dist/esm/icons/IconUrgent.mjs";
import Users from "@tabler/icons-react/dist/esm/icons/IconUsers.mjs";
import Variable from "@tabler/icons-react/dist/esm/icons/IconVariable.mjs";
import Wand from "@tabler/icons-react/dist/esm/icons/IconWand.mjs";
import WaveSine from "@tabler/icons-react/dist/esm/icons/IconWaveSine.mjs";
import Webhook from "@tabler/icons-react/dist/esm/icons/IconWebhook.mjs";
import Window from "@tabler/icons-react/dist/esm/icons/IconWindow.mjs";
import World from "@tabler/icons-react/dist/esm/icons/IconWorld.mjs";

const ICONS = {
  abacus: Abacus,
  activity: Activity,
  "alert-triangle": AlertTriangle,
  api: Api,
  "arrow-bar-to-down": ArrowBarToDown,
  "arrow-bar-to-up": ArrowBarToUp,
  "arrow-fork": ArrowFork,
  "arrow-merge": ArrowMerge,
  "arrows-join": ArrowsJoin,
  "arrows-join-2": ArrowsJoin2,
  "arrows-shuffle": ArrowsShuffle,
  "arrows-split": ArrowsSplit,
  "arrows-split-2": ArrowsSplit2,
  ban: Ban,
  bolt: Bolt,
  box: Box,
  braces: Braces,
  brackets: Brackets,
  broadcast: Broadcast,
  bug: Bug,
  calculator: Calculator,
  "calendar-time": CalendarTime,
  "chart-line": ChartLine,
  "circle-minus": CircleMinus,
  clock: Clock,
  "clock-hour-4": ClockHour4,
  columns: Columns,
  cube: Cube,
  database: Database,
  "dice-5": Dice5,
  edit: Edit,
  eye: Eye,
  file: File,
  "file-download": FileDownload,
  "file-export": FileExport,
  "file-import": FileImport,
  filter: Filter,
  "filter-check": FilterCheck,
  flag: Flag,
  flask: Flask,
  folder: Folder,
  forms: Forms,
  "git-branch": GitBranch,
  "git-fork": GitFork,
  "git-merge": GitMerge,
  hash: Hash,
  history: History,
  hourglass: Hourglass,
  key: Key,
  "key-off": KeyOff,
  "layout-list": LayoutList,
  link: Link,
  list: List,
  "list-check": ListCheck,
  "list-details": ListDetails,
  "math-function": MathFunction,
  "math-max": MathMax,
  "math-min": MathMin,
  "math-symbols": MathSymbols,
  maximize: Maximize,
  minimize: Minimize,
  package: Package,
  pencil: Pencil,
  pin: Pin,
  "plug-connected": PlugConnected,
  puzzle: Puzzle,
  repeat: Repeat,
  replace: Replace,
  route: Route,
  ruler: Ruler,
  search: Search,
  share: Share,
  stack: Stack,
  "stack-2": Stack2,
  "stack-3": Stack3,
  sum: Sum,
  table: Table,
  "table-plus": TablePlus,
  tag: Tag,
  tags: Tags,
  terminal: Terminal,
  "terminal-2": Terminal2,
  timeline: Timeline,
  transform: Transform,
  trash: Trash,
  urgent: Urgent,
  users: Users,
  variable: Variable,
  wand: Wand,
  "wave-sine": WaveSine,
  webhook: Webhook,
  window: Window,
  world: World,
} as const;

const BY_GROUP: Record<string, typeof Box> = {
  Sources: FileImport,
  Transform: Transform,
  Key: Key,
  "Collect and aggregate": Sum,
  Window: Window,
  Join: ArrowsJoin,
  Sinks: FileExport,
};

/** Return the icon of that name; for a name that is not in the set, the icon of the operator's group. */
export function operatorIcon(name: string, group: string): typeof Box {
  return Object.hasOwn(ICONS, name) ? ICONS[name as keyof typeof ICONS] : (BY_GROUP[group] ?? Box);
}
