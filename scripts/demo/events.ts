/** The demo's events: names, places and prices as a Nairobi weekend has them. KES in shillings. */
export type DemoTier = {
	name: string;
	description: string;
	kes: number;
	capacity: number;
	perOrder: number;
	/** Seats for M-Pesa; half of all by default. */
	fiatQuota?: number;
};

export type DemoEvent = {
	name: string;
	category: string;
	description: string;
	lineup: string[];
	venue: { name: string; city: string; lat: number; lon: number };
	/** Days after the demo is made; `hour` is Nairobi's. */
	inDays: number;
	hour: number;
	hours: number;
	tiers: DemoTier[];
	artist: string;
	host: { name: string; role: 'venue' | 'promoter' };
	/** Shares of organizer, artist and host. With the platform's fee they add up to 10 000. */
	bps: [number, number, number];
	reserveBps: number;
	/** Fans may sell tickets on: for at most so much of what they cost, so often, with a part for the event. In basis points. */
	resale?: { capBps: number; limit: number; royaltyBps: number };
	/** Days before the start until which buyers may give tickets back; all of the money is kept for them. */
	refundDays?: number;
	/** In `pictures/`, with what it shows. */
	picture: { folder: string; alt: { en: string; sw: string } };
};

export const demoEvents: DemoEvent[] = [
	{
		name: 'Blankets & Basslines',
		category: 'music',
		description:
			'An afternoon on the grass that ends as a dance. Live benga, sunset DJs and the best nyama choma within walking distance of a bass bin. Bring a blanket; we bring the rest.',
		lineup: ['Muthoni & The Drummer Kings', 'Wamũ', 'DJ Kemboi', 'Sauti ya Ziwa'],
		venue: { name: 'Ngong Racecourse', city: 'Nairobi', lat: -1.3057, lon: 36.7399 },
		inDays: 19,
		hour: 14,
		hours: 9,
		tiers: [
			{
				name: 'Early bird',
				description: 'Entry before 16:00',
				kes: 1500,
				capacity: 12,
				perOrder: 4,
				// Ten go to wallets.
				fiatQuota: 1,
			},
			{ name: 'Regular', description: 'Entry all day', kes: 2500, capacity: 900, perOrder: 10 },
			{ name: 'VIP deck', description: 'Raised deck, shade, own bar', kes: 6500, capacity: 120, perOrder: 6 },
		],
		artist: 'Muthoni & The Drummer Kings',
		host: { name: 'Ngong Racecourse', role: 'venue' },
		bps: [4500, 3500, 1500],
		reserveBps: 0,
		picture: {
			folder: 'concert',
			alt: {
				en: 'A stage under fairy lights at dusk, with acacias, a low sun and a crowd on blankets.',
				sw: 'Jukwaa lenye taa wakati wa machweo, migunga, jua likizama na umati kwenye blanketi.',
			},
		},
	},
	{
		name: 'Pwani Comedy Night',
		category: 'comedy',
		description:
			'Six comics, one microphone and a sea breeze. Mombasa talks back in Swahili, Sheng and English, and nobody in the front row is safe.',
		lineup: ['Mzee Salim', 'Achieng’ Live', 'Baraka wa Nyali', 'Mama Zawadi'],
		venue: { name: 'Little Theatre Club', city: 'Mombasa', lat: -4.0635, lon: 39.6727 },
		inDays: 11,
		hour: 19,
		hours: 4,
		tiers: [
			{ name: 'Balcony', description: 'Free seating upstairs', kes: 1000, capacity: 80, perOrder: 8 },
			{
				name: 'Front rows',
				description: 'You will be part of the show',
				kes: 2000,
				capacity: 40,
				perOrder: 4,
			},
		],
		artist: 'Mzee Salim',
		host: { name: 'Pwani Laughs', role: 'promoter' },
		bps: [3500, 4500, 1500],
		reserveBps: 2000,
		resale: { capBps: 11_000, limit: 2, royaltyBps: 500 },
		picture: {
			folder: 'comedy',
			alt: {
				en: 'A round face laughs into a microphone between two old houses of the coast.',
				sw: 'Uso wa mviringo unacheka kwenye maikrofoni katikati ya nyumba mbili za kale za pwani.',
			},
		},
	},
	{
		name: 'Kisumu Lakeside Tech Day',
		category: 'conference',
		description:
			'One day of talks and workshops by people who ship from the lakeside: payments that survive bad networks, maps of places nobody mapped, and hardware from the jua kali floor. Lunch is fish, of course.',
		lineup: ['Akinyi Odhiambo', 'Brian Wekesa', 'Dr. Njeri Kamau'],
		venue: { name: 'Acacia Premier', city: 'Kisumu', lat: -0.1022, lon: 34.7617 },
		inDays: 33,
		hour: 9,
		hours: 9,
		tiers: [
			{ name: 'Student', description: 'With a student card', kes: 500, capacity: 150, perOrder: 2 },
			{ name: 'Standard', description: 'Talks, workshops, lunch', kes: 3500, capacity: 300, perOrder: 10 },
		],
		artist: 'Lakehub Speakers',
		host: { name: 'Acacia Premier', role: 'venue' },
		bps: [6500, 2000, 1000],
		// Payday is after the event: the contract keeps all of it until then.
		reserveBps: 10_000,
		refundDays: 2,
		picture: {
			folder: 'lake',
			alt: {
				en: 'A dhow on the lake; its sail is a network of points and lines.',
				sw: 'Jahazi ziwani; tanga lake ni mtandao wa nukta na mistari.',
			},
		},
	},
];
