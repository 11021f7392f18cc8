// The server that the package onvif is tested with: recorded answers, found by WS-Discovery.
process.env.HOSTNAME = process.argv[2];
process.env.PORT = "8000";
require("coffeescript/register");
require("onvif/test/serverMockup.coffee");
