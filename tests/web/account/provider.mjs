// A real OpenID provider for the tests: its people are whoever signs in, in memory, with the development screens.
import Provider from 'oidc-provider';

const [port, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
// "second.olga" is another person than "olga", with her address.
const person = (id) => ({
  accountId: id,
  claims: async () => ({
    sub: id,
    email: `${id.split('.').pop()}@example.com`,
    email_verified: !id.startsWith('unverified'),
    name: `Olga ${id}`,
  }),
});

new Provider(issuer, {
  clients: [{ client_id: 'guestlink', client_secret: 'a secret of the tests', redirect_uris: [redirect] }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  findAccount: async (_context, id) => person(id),
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
