// An OpenID provider (oidc-provider of npm) with one client and whoever says a name: for oidc.py.
// Usage: node oidc_provider.mjs REDIRECT_URL SECRET; prints its address, serves until it is killed.
import http from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(`${process.cwd()}/`);
const { Provider } = await import(require.resolve('oidc-provider'));
const [redirect, secret] = process.argv.slice(2);

const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'guiyi', client_secret: secret, redirect_uris: [redirect], grant_types: ['authorization_code'] }],
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: `subject-${id}`, preferred_username: id }) }),
    pkce: { required: () => true },
    cookies: { keys: [secret] },
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
