import { runScript } from '#scripts/run-script.ts';
import { listsGoOn, oddAddressesArePages, searchFindsWords } from './lists.ts';
import { failedOrderIsListed, ticketIsAnObject, ticketsComeByThemselves } from './own-tickets.ts';
import { runStories, type Visits } from './run-stories.ts';

const visits: Visits = [
	{ name: 'tickets', works: { ticketsComeByThemselves, ticketIsAnObject, failedOrderIsListed } },
	{ name: 'lists', works: { searchFindsWords, oddAddressesArePages } },
	{ name: 'lists without scripts', works: { listsGoOn }, options: { javaScriptEnabled: false } },
];

/** `npm run e2e:pages [-- --only <part of a name>]`: tickets, lists and addresses as people meet them. */
await runScript(() => runStories(visits));
