/**
 * The commonest words of frequent web languages, in lower case. They identify a text in a microsecond, so the n-gram
 * library runs only where they do not decide. Words shared by several languages are listed for each, so that they
 * favour none.
 */
export const FUNCTION_WORDS: { readonly [language: string]: string } = {
  en: 'the of and to in a is that for it was on are with as by be this from at or not have but which were an has he his they you their had its been can will there we all one would who her she also more when if when into other than some what out so up about over only these them between during after where while most such first',
  de: 'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei hatte kann wenn ich wir',
  fr: "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ou son être aux été cette mais comme on ses leur nous elle ont fait sa lui ces était même entre deux aussi après si leurs très sans vous je c'est qu'il d'un d'une n'est",
  es: 'de la que el en y a los se del las por un para con no una su al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante todos uno les ni contra otros ese eso ante ellos es son fue ha está',
  it: "di e il la che in a per un è con non una i da del si le al dei gli sono come della più ma anche nel lo alla o se su dal delle questo ha ci ai suo nella era degli essere stato tra hanno loro due fu ed dopo poi dell'anno c'è dell nell",
  pt: 'de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos são você',
  nl: 'de van het een en in is dat op te zijn met voor niet aan er die ook als door om bij maar naar uit werd over heeft nog of dan hij worden tot wordt kan meer deze was ze hun geen zo al wel dit hebben zich we haar onder jaar je ik',
  sv: 'och i att det som en på är av för med den till inte har de ett om var men från sig så vid kan han jag eller när också efter ut nu under mot hade vi alla sin mycket skulle ska där då över utan blir hon',
  da: 'og i at det som en på er af for med den til ikke har de et om var men fra sig så ved kan han jeg eller når også efter ud nu under mod havde vi alle sin meget skulle skal hvor da over uden bliver hun der',
  no: 'og i at det som en på er av for med den til ikke har de et om var men fra seg så ved kan han jeg eller når også etter ut nå under mot hadde vi alle sin mye skulle skal hvor da over uten blir hun der',
  pl: 'w i na z się do nie że to jest o jak po za od przez jego dla ale są oraz który być przy tym może co tak roku które także już był czy ich tylko jej przed bardzo ze ma było lub',
  cs: 'a v se na je že o s do z i to k ve pro za by ale si po jako od které jsou který podle byl jeho také nebo být až při však bylo jen může mezi ještě tak jsem',
  ro: 'de și în a la cu pe din că care o un nu mai este pentru se sau fi ca au fost prin dar sunt lui ale ce al o dintre acest după sa această către',
  tr: 've bir bu için ile da de olarak daha çok olan gibi ne kadar en ama sonra var her olduğu o ya değil ancak tarafından göre ise şekilde mi',
  hu: 'a az és hogy nem is egy ez meg volt van de csak már mint el még ha azt vagy amely szerint sem után pedig lehet minden',
  fi: 'ja on ei että se oli hän mutta ovat myös kun niin kuin joka tai mukaan jo sen ole vain voi nyt ollut olla sekä mitä jos',
  vi: 'và của là có được cho trong không với các một những người này khi đã để ở đó từ theo cũng về như tại đến ra nhiều sẽ',
  ru: 'и в не на что с по как это он его к из но за у от так же для о бы только были или я мы был она они было ее их который до также может если если уже при во со когда чтобы года все еще этого том',
  uk: 'і в не на що з та до як за це у від його для про але й був бути які який або вона він вони є ми також було після може щоб їх якщо тільки із',
  bg: 'и на да за се от в е са не по с че като до при или това което които му бъде беше един една след само може този си ще има',
  sr: 'и у је да се на за од са као су не који ће из али то или по бити би што до које та овај након један више',
};
