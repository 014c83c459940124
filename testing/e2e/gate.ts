import { runScript } from '#scripts/run-script.ts';
import { secondPersonConfirms } from './emergency-story.ts';
import { entersByCommand } from './gate-by-command.ts';
import { cameraReadsPass } from './gate-camera.ts';
import { fansComeIn } from './gate-story.ts';
import { venueMoves } from './live-venue.ts';
import { passGoesToPhone } from './pair-story.ts';
import { passByMpesa } from './pass-stories.ts';
import { entryBringsPoints } from './points-story.ts';
import { queueOutlivesItsPhone } from './queue-story.ts';
import { reportAddsUp } from './report-story.ts';
import { runStories } from './run-stories.ts';
import { comesWithoutSmartphone } from './static-pass-story.ts';
import { supervisorHelps } from './supervisor-story.ts';
import { wallShowsApprovedPost } from './wall-story.ts';

/** `npm run e2e:gate`: a fan's pass, gates that admit it, and the wall of the evening. Each story is another person. */
await runScript(() =>
	runStories([
		{ works: { entersByCommand } },
		{ works: { passByMpesa } },
		{ works: { passGoesToPhone } },
		{ works: { fansComeIn } },
		{ works: { supervisorHelps } },
		{ works: { queueOutlivesItsPhone } },
		{ works: { comesWithoutSmartphone } },
		{ works: { entryBringsPoints } },
		{ works: { cameraReadsPass } },
		{ works: { venueMoves } },
		{ works: { wallShowsApprovedPost } },
		{ works: { reportAddsUp } },
		{ works: { secondPersonConfirms } },
	]),
);
