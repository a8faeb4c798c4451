namespace Clustering.Core.Tests.Redis.Tls;

/// <summary>Whatever is wrong with a bundle is in the report at the start; nothing of it is found when it connects.</summary>
public sealed class SslBundleProblemTests(BundleRig rig) : IClassFixture<BundleRig>
{
    [Theory]
    [InlineData("pem.truststore.certificate=missing.pem", "There is no such file", "missing.pem")]
    [InlineData("pem.truststore.certificate=missing/missing.pem", "There is no such file", "A relative one begins at")]
    [InlineData("pem.truststore.certificate=folder", "It is a folder", "Name the file in it")]
    [InlineData("pem.truststore.certificate=empty.pem", "is empty", "another file")]
    [InlineData("pem.truststore.certificate=text.pem", "It has no certificate", "Export the certificate as PEM")]
    [InlineData("pem.truststore.certificate=half.pem", "It has 2 certificates, of which 1 cannot be read", "Export them again")]
    [InlineData("pem.truststore.certificate=cut.pem", "It has a certificate that cannot be read", "Export it again")]
    [InlineData("pem.truststore.certificate=der.cer", "It is binary, not PEM", "openssl x509 -inform der")]
    [InlineData("pem.truststore.certificate=shop.p12", "It is binary, not PEM", "spring.ssl.bundle.jks")]
    [InlineData("pem.truststore.certificate=real.jks", "of the format JKS", "keytool -importkeystore")]
    [InlineData("pem.truststore.certificate=intermediate.pem", "'CN=Shop intermediate' was issued by 'CN=Shop root'", "Add the issuer's root")]
    [InlineData("pem.truststore.certificate=expired-root.pem", "'CN=Expired root' expired on", "the root that is in use now")]
    [InlineData("pem.truststore.certificate=classpath:root.pem", "no class path", "write its path")]
    [InlineData("pem.truststore.certificate=https://h/root.pem", "'https:' is not supported", "the path of a file")]
    [InlineData("pem.truststore.certificate=base64:?", "is not base64", "the path of a file")]
    [InlineData("pem.truststore.certificate=base64:aGVsbG8=", "It has no certificate", "Export the certificate as PEM")]
    [InlineData("jks.truststore.location=missing.p12", "There is no such file", "A relative one begins at")]
    [InlineData("jks.truststore.location=real.jks", "of the format JKS", "-deststoretype PKCS12")]
    [InlineData("jks.truststore.location=real.jceks", "of the format JCEKS", "-deststoretype PKCS12")]
    [InlineData("jks.truststore.location=root.pem", "It is PEM", "spring.ssl.bundle.pem")]
    [InlineData("jks.truststore.location=broken.p12", "cannot be read as PKCS12", "Export it again")]
    [InlineData("jks.truststore.location=root.p12", "It has a password", "Set the password")]
    [InlineData("jks.keystore.location=open.p12;jks.keystore.type=BCFKS", "The format 'BCFKS' is not supported", "Write PKCS12", "jks.keystore.type")]
    [InlineData("jks.truststore.location=root.p12;jks.truststore.password=wrong", "It does not open the file", "Correct the password", "jks.truststore.password")]
    [InlineData("jks.keystore.location=shop.p12;jks.keystore.password=wrong", "It does not open the file", "Correct the password", "jks.keystore.password")]
    [InlineData("jks.keystore.location=shop.p12", "It has a password", "Set the password")]
    [InlineData("jks.keystore.location=two.p12;jks.keystore.password=hush-hush", "It has 2 keys", "and no other key")]
    [InlineData("jks.keystore.location=root.p12;jks.keystore.password=hush-hush", "It has no key", "with its key")]
    [InlineData("jks.keystore.location=expired.p12;jks.keystore.password=hush-hush", "'CN=expired' expired on", "renewed")]
    [InlineData("pem.keystore.certificate=expired.pem;pem.keystore.private-key=expired.key", "'CN=expired' expired on", "renewed", "pem.keystore.certificate")]
    [InlineData("pem.keystore.certificate=future.pem;pem.keystore.private-key=future.key", "'CN=future' is not valid before", "renewed", "pem.keystore.certificate")]
    [InlineData("pem.keystore.certificate=shop.pem;pem.keystore.private-key=missing.key", "There is no such file", "A relative one", "pem.keystore.private-key")]
    [InlineData("pem.keystore.certificate=shop.pem;pem.keystore.private-key=other.key", "It is not the key of 'CN=shop'", "belongs to it", "pem.keystore.private-key")]
    [InlineData("pem.keystore.certificate=shop.pem;pem.keystore.private-key=rsa.key", "It is not the key of 'CN=shop'", "belongs to it", "pem.keystore.private-key")]
    [InlineData("pem.keystore.certificate=wrong-order.pem;pem.keystore.private-key=shop.key", "It is not the key of 'CN=Shop intermediate'", "comes first", "pem.keystore.private-key")]
    [InlineData("pem.keystore.certificate=shop.pem;pem.keystore.private-key=shop.pem", "no key that can be read", "PKCS#8", "pem.keystore.private-key")]
    [InlineData("pem.keystore.certificate=shop.pem;pem.keystore.private-key=ed25519.key", "RSA or of an elliptic curve", "PKCS#8", "pem.keystore.private-key")]
    [InlineData("pem.keystore.certificate=shop.pem;pem.keystore.private-key=old.key", "OpenSSL's old way", "openssl pkcs8 -topk8", "pem.keystore.private-key")]
    [InlineData("pem.keystore.certificate=shop.pem;pem.keystore.private-key=encrypted.key", "It is encrypted", "keystore.private-key-password", "pem.keystore.private-key")]
    [InlineData("pem.keystore.certificate=shop.pem;pem.keystore.private-key=encrypted.key;pem.keystore.private-key-password=wrong", "It does not open the key", "Correct the password", "pem.keystore.private-key-password")]
    [InlineData("pem.keystore.certificate=text.pem;pem.keystore.private-key=shop.key", "It has no certificate", "as PEM", "pem.keystore.certificate")]
    [InlineData("pem.protocol=TLSv1.1", "'TLSv1.1' is no longer safe", "TLS, TLSv1.2 or TLSv1.3")]
    [InlineData("pem.protocol=TLSv1.4", "'TLSv1.4' is not a version of TLS", "TLS, TLSv1.2 or TLSv1.3")]
    [InlineData("jks.options.enabled-protocols=SSLv3", "'SSLv3' is no longer safe", "both separated by a comma")]
    [InlineData("jks.options.enabled-protocols=TLSv1.2,", "One of the names is empty", "both separated by a comma")]
    [InlineData("pem.options.enabled-protocols=TLSv1.3;pem.protocol=TLSv1.2", "allows none of them", "Take one of the two settings away")]
    public void Read_BadBundle_IsOneProblemThatSaysWhereWhatAndWhatToDo(string settings, string reason, string remedy, string? at = null)
    {
        var problem = Assert.Single(rig.ReadBundle(settings).Problems);

        Assert.Equal(BundleRig.FullName(at ?? settings.Split('=')[0]), problem.Path);
        Assert.Equal("set in code", problem.Origin);
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, problem.Reason + problem.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(BundleRig.Secret, problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pem.keystore.certificate=shop.pem", "pem.keystore.private-key", "pem.keystore.certificate")]
    [InlineData("pem.keystore.private-key=shop.key", "pem.keystore.certificate", "pem.keystore.private-key")]
    [InlineData("pem.keystore.private-key-password=x", "pem.keystore.certificate", "pem.keystore.private-key-password")]
    [InlineData("jks.keystore.password=x", "jks.keystore.location", "jks.keystore.password")]
    [InlineData("jks.truststore.type=PKCS12", "jks.truststore.location", "jks.truststore.type")]
    [InlineData("jks.truststore.password=x;jks.truststore.location=", "jks.truststore.location", "jks.truststore.password")]
    public void Read_HalfOfAStore_IsAProblemThatNamesTheOtherHalf(string settings, string missing, string given)
    {
        var problem = Assert.Single(rig.ReadBundle(settings).Problems);

        Assert.Equal((BundleRig.FullName(missing), null), (problem.Path, problem.Value));
        Assert.Contains(BundleRig.FullName(given), problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyFaultsOfABundle_ReportsEach()
    {
        var problems = rig.ReadBundle(
            "pem.truststore.certificate=missing.pem;pem.keystore.certificate=text.pem;pem.keystore.private-key=missing.key;pem.protocol=x").Problems;

        Assert.Equal(4, problems.DistinctBy(problem => problem.Path).Count());
    }

    [Theory]
    [InlineData("MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQ")]
    [InlineData("base64:c2VjcmV0a2V5")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nc2VjcmV0a2V5\n-----END PRIVATE KEY-----")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY----- c2VjcmV0a2V5 -----END ENCRYPTED PRIVATE KEY-----")]
    public void Read_KeyThatCannotBeUsed_IsNotShown(string key)
    {
        var problem = Assert.Single(rig.ReadBundle($"pem.keystore.certificate=shop.pem;pem.keystore.private-key={key}").Problems);

        Assert.Equal(BundleRig.FullName("pem.keystore.private-key"), problem.Path);
        Assert.DoesNotContain("c2VjcmV0a2V5", problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("MIGHAgEA", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shp", "There is no bundle of that name. There are: depot, shop.", "Write shop.")]
    [InlineData("warehouse", "There is no bundle of that name. There are: depot, shop.", "spring.ssl.bundle.pem.warehouse.truststore.certificate")]
    public void Read_BundleThatIsNotThere_ListsThoseThereAreAndSuggestsTheNearest(string name, string reason, string remedy)
    {
        var problem = Assert.Single(rig.Read(
            ("spring.ssl.bundle.pem.shop.truststore.certificate", "root.pem"),
            ("spring.ssl.bundle.jks.depot.truststore.location", "root.p12"),
            ("spring.data.redis.ssl.bundle", name)).Problems);

        Assert.Equal(("spring.data.redis.ssl.bundle", name, reason), (problem.Path, problem.Value, problem.Reason));
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BundleWhereThereIsNone_SaysSo() => Assert.Equal(
        "There is no bundle at all.", Assert.Single(rig.Read(("spring.data.redis.ssl.bundle", "shop")).Problems).Reason);

    [Fact]
    public void Read_BundleThatIsThereTwice_IsAProblem() => Assert.Contains(
        "two bundles of that name",
        Assert.Single(rig.ReadBundle("pem.truststore.certificate=root.pem;jks.truststore.location=root.p12").Problems).Reason,
        StringComparison.Ordinal);

    [Fact]
    public void Read_BundleThatIsUsedTwice_IsReportedOnce() => Assert.Single(rig.Read(
        ("spring.ssl.bundle.pem.shop.truststore.certificate", "missing.pem"),
        ("spring.data.redis.ssl.bundle", "shop"),
        ("spring.data.redis.sentinel.ssl.bundle", "shop"),
        ("spring.data.redis.sentinel.master", "m"),
        ("spring.data.redis.sentinel.nodes", "s")).Problems);

    [Fact]
    public void Read_FaultOfABundleThatNobodyUses_IsNoProblem()
    {
        var reading = rig.Read(("redis.enabled", "true"), ("spring.ssl.bundle.pem.web.truststore.certificate", "missing.pem"));

        Assert.Empty(reading.Problems);
        Assert.StartsWith("The bundle spring.ssl.bundle.pem.web has no effect on Redis", Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SwitchedOff_OnlyWarns()
    {
        var reading = rig.Read(("redis.enabled", "false"), ("spring.data.redis.ssl.bundle", "shop"));

        Assert.Empty(reading.Problems);
        Assert.Contains("There is no bundle at all", Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }
}
