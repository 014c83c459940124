import { runScript } from '#scripts/run-script.ts';
import {
	eventPageIsLight,
	linkHasACard,
	pictureIsUploadedAndCut,
	pictureWithoutScripts,
} from './pictures.ts';
import { runStories, type Visits } from './run-stories.ts';

const visits: Visits = [
	{
		name: 'pictures',
		works: { pictureIsUploadedAndCut, pictureWithoutScripts, eventPageIsLight, linkHasACard },
	},
];

/** `npm run e2e:pages [-- --only <part of a name>]`: pages as people meet them. */
await runScript(() => runStories(visits));
